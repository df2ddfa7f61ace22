package cloudauthlocal;

import cloudauthlocal.CloudauthLocalException.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An emulator that was started here. It ends when its stdin is closed, and so with this virtual machine too, however that
 * ends.
 */
final class EmulatorProcess {
    private static final int KEPT_LINES = 500;
    static final int SHOWN_LINES = 20;
    private static final long START_SECONDS = 15;
    private static final long STOP_SECONDS = 7;

    private final Path path;
    private final Process process;
    private final Deque<String> log = new ArrayDeque<>();
    private final Thread logReader;
    private final String url;

    /** Starts the program and waits until it is ready. */
    EmulatorProcess(Path path, List<String> arguments) {
        this.path = path;
        Binary.checkArchitecture(path);
        List<String> command = new ArrayList<>(List.of(path.toString(), "serve", "--stop-on-stdin-close"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        // They say where an emulator listens; the arguments do here.
        builder.environment().keySet().removeAll(List.of("CLOUDAUTH_LOCAL_HOST", "CLOUDAUTH_LOCAL_PORT"));
        try {
            process = builder.start();
        } catch (IOException fault) {
            throw cannotRun(fault);
        }
        logReader = reading(process.getErrorStream(), this::keep);
        CompletableFuture<String> first = new CompletableFuture<>();
        // Only the first line completes it; the others are read so that the pipe does not fill.
        Thread outReader = reading(process.getInputStream(), first::complete);
        process.onExit().thenRun(() -> {
            join(outReader);
            first.complete("");
        });
        try {
            url = ready(first, arguments);
        } catch (RuntimeException fault) {
            stop();
            throw fault;
        }
    }

    String url() {
        return url;
    }

    private String ready(CompletableFuture<String> first, List<String> arguments) {
        String line;
        try {
            line = first.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException fault) {
            throw failed(Reason.START_FAILED, path + " was not ready after " + START_SECONDS + " s");
        } catch (InterruptedException | ExecutionException fault) {
            Thread.currentThread().interrupt();
            throw failed(Reason.START_FAILED, "the start of " + path + " was interrupted");
        }
        if (line.startsWith("http://") || line.startsWith("https://")) {
            return line;
        }
        if (!line.isEmpty()) {
            throw failed(Reason.START_FAILED,
                    "the first line of " + path + " is no URL but \"" + line + "\": is it cloudauth-local?");
        }
        join(logReader);
        if (String.join("\n", log()).contains("cannot listen on")) {
            int port = arguments.indexOf("--port") + 1;
            throw failed(Reason.PORT_IN_USE, "port " + arguments.get(port) + " is in use; without the option port a free one is taken");
        }
        throw failed(Reason.START_FAILED, path + " ended with exit code " + process.exitValue() + " before it was ready");
    }

    /** Why it can no longer be used; null while it runs. An end that is just happening is waited for. */
    CloudauthLocalException died() {
        try {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                return null;
            }
        } catch (InterruptedException fault) {
            Thread.currentThread().interrupt();
            return null;
        }
        join(logReader);
        return failed(Reason.DIED, "the emulator ended with exit code " + process.exitValue() + " while it was in use");
    }

    /** Ends it, by force where it does not end by itself. */
    void stop() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (IOException fault) {
            process.destroyForcibly();
        } catch (InterruptedException fault) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    long pid() {
        return process.pid();
    }

    /** The last 500 lines of its log. */
    List<String> log() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    private void keep(String line) {
        synchronized (log) {
            log.add(line);
            if (log.size() > KEPT_LINES) {
                log.remove();
            }
        }
    }

    private CloudauthLocalException failed(Reason reason, String message) {
        return new CloudauthLocalException(reason, message, newest(log(), SHOWN_LINES));
    }

    private CloudauthLocalException cannotRun(IOException fault) {
        // The file is there: what does not exist is the loader that it was built for.
        boolean foreign = String.valueOf(fault.getMessage()).matches("(?s).*error=(2|8|193|216),.*");
        return foreign
                ? new CloudauthLocalException(Reason.WRONG_ARCHITECTURE, path + " was built for another system: " + fault.getMessage())
                : new CloudauthLocalException(Reason.NO_BINARY, path + " cannot be started: " + fault.getMessage());
    }

    static <T> List<T> newest(List<T> rows, int most) {
        return rows.subList(Math.max(0, rows.size() - most), rows.size());
    }

    private static Thread reading(InputStream stream, java.util.function.Consumer<String> each) {
        Thread thread = new Thread(() -> {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    each.accept(line);
                }
            } catch (IOException fault) {
                // The process has ended.
            }
        }, "cloudauth-local");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(Thread thread) {
        try {
            thread.join(1000);
        } catch (InterruptedException fault) {
            Thread.currentThread().interrupt();
        }
    }
}
