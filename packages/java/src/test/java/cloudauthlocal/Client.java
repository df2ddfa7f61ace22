package cloudauthlocal;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Calls as a client under test sends them. */
final class Client {
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Client() {}

    /** Sends an Initialize with these parameters besides the usual ones; the JSON answer. */
    static Object call(Account account, String... more) throws IOException, InterruptedException {
        Map<String, String> form = new LinkedHashMap<>(Map.of(
                "Action", "Initialize", "Version", "2022-08-09", "Format", "JSON", "AccessKeyId", account.accessKeyId(),
                "ProductCode", "ID_OCR", "MerchantBizId", "e0c34a77f5ac40a5aa5e6ed20c353888", "MerchantUserId", "user-1",
                "DocType", "01000000", "MetaInfo", "{\"bioMetaInfo\":\"4.1.0:2916352,0\",\"deviceType\":\"web\"}"));
        for (int index = 0; index < more.length; index += 2) {
            form.put(more[index], more[index + 1]);
        }
        String body = form.entrySet().stream()
                .map(pair -> pair.getKey() + "=" + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest request = HttpRequest.newBuilder(URI.create(account.url()))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return Json.read(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    /** The TransactionId of a new transaction. */
    static String initialize(Account account, String... more) throws IOException, InterruptedException {
        return Json.text(Json.get(call(account, more), "Result"), "TransactionId");
    }

    /** Passed and SubCode, or the code of a refusal. */
    static String checkResult(Account account, String transactionId) throws IOException, InterruptedException {
        Object answer = call(account, "Action", "CheckResult", "TransactionId", transactionId);
        Object result = Json.get(answer, "Result");
        return result == null ? Json.text(answer, "Code") : Json.text(result, "Passed") + " " + Json.text(result, "SubCode");
    }
}
