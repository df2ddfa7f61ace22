package cloudauthlocal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Receives callbacks of one account on a free port of this machine. It ends with its account. */
public final class Receiver {
    private final HttpServer server;
    private final BlockingQueue<Map<String, String>> received = new LinkedBlockingQueue<>();
    private final Deque<Integer> statuses = new ArrayDeque<>();

    Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        } catch (IOException fault) {
            throw new UncheckedIOException("cloudauth-local: no port for a callback receiver", fault);
        }
        server.createContext("/", this::take);
        server.start();
    }

    /** Host and port. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /**
     * What the code under test passes as CallbackUrl. It begins with https, as the service demands; the emulator sends the
     * callback to the same port by plain HTTP.
     *
     * @return the URL
     */
    public String url() {
        return "https://" + address() + "/callback";
    }

    /**
     * Sets the HTTP statuses of the next answers; after them comes 200. The service calls again after another status than
     * 200.
     *
     * @param next the statuses, in order
     */
    public void answer(int... next) {
        synchronized (statuses) {
            statuses.clear();
            for (int status : next) {
                statuses.add(status);
            }
        }
    }

    /**
     * Waits for the next callback.
     *
     * @param timeout how long
     * @return its parameters: transactionId, passed, subCode and, where Initialize had a CallbackToken, callbackToken
     * @throws AssertionError where none comes in time
     */
    public Map<String, String> next(Duration timeout) {
        try {
            Map<String, String> parameters = received.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (parameters != null) {
                return parameters;
            }
        } catch (InterruptedException fault) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("cloudauth-local: no callback came to " + url() + " within " + timeout.toMillis() + " ms");
    }

    void stop() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        Map<String, String> parameters = new LinkedHashMap<>();
        read(exchange.getRequestURI().getRawQuery(), parameters);
        read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), parameters);
        Integer status;
        synchronized (statuses) {
            status = statuses.poll();
        }
        received.add(parameters);
        exchange.sendResponseHeaders(status == null ? 200 : status, -1);
        exchange.close();
    }

    private static void read(String form, Map<String, String> into) {
        if (form == null || form.isEmpty()) {
            return;
        }
        for (String pair : form.split("&")) {
            String[] parts = pair.split("=", 2);
            into.put(decoded(parts[0]), parts.length == 2 ? decoded(parts[1]) : "");
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
