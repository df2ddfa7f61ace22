package cloudauthlocal;

import cloudauthlocal.CloudauthLocalException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Requests to the admin API under {@code /_emulator/}. It knows HTTP and JSON, and nothing of accounts or rules. */
final class Admin {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(10)).build();
    private final String url;
    private final String token;
    /** Null for an emulator that was joined. */
    private final EmulatorProcess process;

    Admin(String url, String token, EmulatorProcess process) {
        this.url = url;
        this.token = token;
        this.process = process;
    }

    /** Makes sure that the URL is an emulator's, and of this version. */
    void greet() {
        HttpResponse<String> answer;
        try {
            answer = client.send(HttpRequest.newBuilder(URI.create(url + "/_emulator/health")).timeout(Duration.ofSeconds(10)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException fault) {
            Thread.currentThread().interrupt();
            throw fault(Reason.UNREACHABLE, "the request to " + url + " was interrupted");
        } catch (IOException fault) {
            if (String.valueOf(fault.getMessage()).contains("status line")) {
                throw fault(Reason.NOT_AN_EMULATOR, "what answers at " + url + " does not speak HTTP: " + fault.getMessage());
            }
            throw fault(Reason.UNREACHABLE, "no emulator answers at " + url + ": " + fault
                    + "; is it running, and is this the URL that it printed?");
        }
        Object health = parsed(answer.body());
        String version = Json.text(health, "version");
        if (version == null || Json.text(health, "status") == null) {
            throw fault(Reason.NOT_AN_EMULATOR, "what answers at " + url + " is no emulator: GET /_emulator/health gives "
                    + answer.statusCode() + " and \"" + cut(answer.body(), 80) + "\"");
        }
        if (!series(version).equals(series(CloudauthLocal.VERSION))) {
            throw fault(Reason.OTHER_VERSION, "the emulator at " + url + " is version " + version + ", and this package is "
                    + CloudauthLocal.VERSION + "; take the same for both");
        }
    }

    /** Sends a request and gives the JSON answer. A body that is a string is JSON already. */
    Object ask(String method, String path, Map<String, String> query, Object body) {
        StringJoiner parameters = new StringJoiner("&", "?", "");
        query.forEach((name, value) -> parameters.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        String content = body == null || body instanceof String ? (String) body : Json.write(body);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/_emulator/" + path + (query.isEmpty() ? "" : parameters)))
                .timeout(Duration.ofSeconds(10))
                .method(method, content == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(content));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        HttpResponse<String> answer;
        try {
            answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException fault) {
            Thread.currentThread().interrupt();
            throw fault(Reason.UNREACHABLE, "a request to the emulator was interrupted");
        } catch (IOException fault) {
            throw lost(fault);
        }
        if (answer.statusCode() != 200) {
            throw new CloudauthLocalException(Reason.REFUSED, method + " /_emulator/" + path + " was answered with "
                    + answer.statusCode() + ": " + problem(answer.body()));
        }
        return parsed(answer.body());
    }

    /** Why a request was not answered. */
    private CloudauthLocalException lost(IOException cause) {
        CloudauthLocalException died = process == null ? null : process.died();
        return died != null ? died : fault(Reason.DIED, "the emulator at " + url + " no longer answers: " + cause);
    }

    private CloudauthLocalException fault(Reason reason, String message) {
        List<String> log = process == null ? List.of() : process.log();
        return new CloudauthLocalException(reason, message, EmulatorProcess.newest(log, EmulatorProcess.SHOWN_LINES));
    }

    /** What the admin API says is wrong: its message, and where in a scenario it is. */
    private static String problem(String body) {
        Object said = parsed(body);
        String message = Json.text(said, "message") != null ? Json.text(said, "message") : Json.text(said, "Message");
        if (message == null) {
            return cut(body, 200);
        }
        StringBuilder text = new StringBuilder(message);
        for (Object one : Json.list(said, "diagnostics")) {
            text.append("\n  line ").append(Json.number(one, "line")).append(", column ").append(Json.number(one, "column"));
            text.append(": ").append(Json.text(one, "message"));
            for (String more : List.of("label", "help")) {
                if (Json.text(one, more) != null) {
                    text.append("; ").append(Json.text(one, more));
                }
            }
        }
        return text.toString();
    }

    private static Object parsed(String body) {
        try {
            return Json.read(body);
        } catch (IllegalArgumentException fault) {
            return null;
        }
    }

    /** The part of a version that has to be the same: all but the last number. */
    private static String series(String version) {
        int last = version.lastIndexOf('.');
        return last > 0 ? version.substring(0, last) : version;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }
}
