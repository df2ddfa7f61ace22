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
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Answers every callback of one account with 200 and keeps it. It ends with its account. */
public final class Receiver {
    private final HttpServer server;
    private final List<Callback> received = new ArrayList<>();
    private final Deque<Integer> refusals = new ArrayDeque<>();
    /** What the emulator knows of its tries. */
    private final Supplier<String> tries;

    Receiver(Supplier<String> tries) {
        this.tries = tries;
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
     * The CallbackUrl for Initialize; any path and query may stand in place of its own. It begins with https, as the service
     * demands; the emulator sends the callback to the same port by plain HTTP.
     *
     * @return the URL
     */
    public String url() {
        return "https://" + address() + "/callback";
    }

    /**
     * The callbacks so far, those that were refused included.
     *
     * @return the callbacks, oldest first
     */
    public List<Callback> received() {
        synchronized (received) {
            return List.copyOf(received);
        }
    }

    /**
     * Answers the next callbacks with another status than 200, so that the emulator sends them again.
     *
     * @param times how many
     * @param status such as 500
     */
    public void refuse(int times, int status) {
        synchronized (received) {
            for (int n = 0; n < times; n++) {
                refusals.add(status);
            }
        }
    }

    /**
     * Waits, for 5 s at most, until so many callbacks have come.
     *
     * @param count how many in all
     * @return the callbacks, oldest first
     * @throws AssertionError where they do not come in time, with what the emulator knows of its tries
     */
    public List<Callback> await(int count) {
        return await(count, Duration.ofSeconds(5));
    }

    /**
     * Waits until so many callbacks have come.
     *
     * @param count how many in all
     * @param timeout how long at most
     * @return the callbacks, oldest first
     * @throws AssertionError where they do not come in time, with what the emulator knows of its tries
     */
    public List<Callback> await(int count, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        synchronized (received) {
            try {
                for (long left = timeout.toMillis(); received.size() < count && left > 0;
                        left = (end - System.nanoTime()) / 1_000_000) {
                    received.wait(left);
                }
            } catch (InterruptedException fault) {
                Thread.currentThread().interrupt();
            }
            if (received.size() >= count) {
                return List.copyOf(received);
            }
        }
        throw new AssertionError("cloudauth-local: " + received().size() + " of " + count + " callbacks came to " + url()
                + " within " + timeout.toMillis() + " ms; " + tries.get());
    }

    void stop() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        Map<String, String> parameters = new LinkedHashMap<>();
        read(exchange.getRequestURI().getRawQuery(), parameters);
        read(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), parameters);
        Integer refusal;
        synchronized (received) {
            refusal = refusals.poll();
            received.add(new Callback(exchange.getRequestMethod(), exchange.getRequestURI().getPath(), parameters));
            received.notifyAll();
        }
        exchange.sendResponseHeaders(refusal == null ? 200 : refusal, -1);
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
