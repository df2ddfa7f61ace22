package cloudauthlocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import cloudauthlocal.CloudauthLocalException.Reason;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
    @TempDir
    Path folder;

    private static void refused(CloudauthLocal.Options options, Reason reason, String... said) {
        CloudauthLocalException fault = assertThrows(CloudauthLocalException.class, () -> options.start().close());
        assertEquals(reason, fault.reason(), fault::getMessage);
        Text.contains(fault.getMessage(), said);
    }

    private static CloudauthLocal.Options variables(String... variables) {
        return CloudauthLocal.options().environment(
                variables.length == 0 ? Map.of() : Map.of(variables[0], variables[1]));
    }

    private Path program(byte[] content) throws IOException {
        Path path = Files.createTempFile(folder, "cloudauth-local", "");
        Files.write(path, content);
        path.toFile().setExecutable(true);
        return path;
    }

    private CloudauthLocal.Options script(String text) throws IOException {
        return CloudauthLocal.options().binary(program(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Path realBinary() {
        return Binary.find(null, System.getenv());
    }

    @Test
    void aMissingBinaryIsNamed() throws IOException {
        refused(CloudauthLocal.options().binary(Path.of("/nix/it")), Reason.NO_BINARY, "the option binary is /nix/it, where there is no file");
        refused(CloudauthLocal.options().binary(folder), Reason.NO_BINARY, "which is a folder");
        refused(variables("CLOUDAUTH_LOCAL_BINARY", "/nix/it"), Reason.NO_BINARY, "CLOUDAUTH_LOCAL_BINARY is /nix/it, where there is no file");
        refused(variables("PATH", folder.toString()), Reason.NO_BINARY, "cloudauth-local is not on PATH", "CLOUDAUTH_LOCAL_URL");
        Path unset = program("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8));
        unset.toFile().setExecutable(false);
        refused(CloudauthLocal.options().binary(unset), Reason.NO_BINARY, "which is not executable");
    }

    @Test
    void aBinaryOnPathIsFound() throws IOException {
        Files.createSymbolicLink(folder.resolve("cloudauth-local"), realBinary().toAbsolutePath());
        variables("PATH", folder.toString()).arguments("--qps", "0").start().close();
    }

    @Test
    void aBinaryOfAnotherArchitectureIsNamed() throws IOException {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the binary is looked into on Linux only");
        byte[] foreign = Files.readAllBytes(realBinary());
        foreign[18] = 8; // MIPS
        foreign[19] = 0;
        refused(CloudauthLocal.options().binary(program(foreign)), Reason.WRONG_ARCHITECTURE,
                "a program for another architecture (ELF machine 8)", System.getProperty("os.arch"));
        refused(script("MZ, a program for Windows"), Reason.WRONG_ARCHITECTURE, "is no program for Linux");
        refused(script(""), Reason.WRONG_ARCHITECTURE, "is no program for Linux");
        refused(script("#!/nix/sh\n"), Reason.WRONG_ARCHITECTURE, "was built for another system");
    }

    @Test
    void aProgramThatIsSomethingElseIsNamed() throws IOException {
        refused(script("#!/bin/sh\necho hello\n"), Reason.START_FAILED, "is no URL but \"hello\"");
        refused(script("#!/bin/sh\necho why >&2\nexit 3\n"), Reason.START_FAILED, "exit code 3", "log ends with:\n  why");
        refused(CloudauthLocal.options().binary(realBinary()).arguments("--nix"), Reason.START_FAILED, "--nix");
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            refused(CloudauthLocal.options().binary(realBinary()).port(other.getLocalPort()), Reason.PORT_IN_USE,
                    "port " + other.getLocalPort() + " is in use", "log ends with:");
        }
    }

    @Test
    void aUrlThatIsSomethingElseIsNamed() throws IOException {
        String[] answer = {"<html>A shop</html>"};
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = answer[0].getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        refused(CloudauthLocal.options().url(url), Reason.NOT_AN_EMULATOR, url, "<html>A shop</html>");
        answer[0] = "{\"status\":\"ok\"}";
        refused(CloudauthLocal.options().url(url), Reason.NOT_AN_EMULATOR, url);
        answer[0] = "{\"status\":\"ok\",\"version\":\"9.8.7\"}";
        refused(CloudauthLocal.options().url(url), Reason.OTHER_VERSION, "is version 9.8.7, and this package is " + CloudauthLocal.VERSION);
        server.stop(0);
        refused(CloudauthLocal.options().url(url), Reason.UNREACHABLE, "no emulator answers at " + url);
        refused(CloudauthLocal.options().url("127.0.0.1:8809"), Reason.NOT_AN_EMULATOR, "\"127.0.0.1:8809\" is not the URL of an emulator");
        refused(variables("CLOUDAUTH_LOCAL_URL", "nix"), Reason.NOT_AN_EMULATOR, "\"nix\" is not the URL of an emulator");
    }

    @Test
    void aServerThatDoesNotSpeakHttpIsNamed() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Thread server = new Thread(() -> {
                try (Socket socket = other.accept()) {
                    socket.getInputStream().read(new byte[4096]);
                    socket.getOutputStream().write("SSH-2.0-OpenSSH\r\n".getBytes(StandardCharsets.UTF_8));
                } catch (IOException fault) {
                    throw new IllegalStateException(fault);
                }
            });
            server.start();
            refused(CloudauthLocal.options().url("http://127.0.0.1:" + other.getLocalPort()), Reason.NOT_AN_EMULATOR, "does not speak HTTP");
            server.join();
        }
    }

    @Test
    void aRunningEmulatorIsJoined() throws Exception {
        try (CloudauthLocal running = CloudauthLocal.options().binary(realBinary()).start()) {
            Account account;
            try (CloudauthLocal joined = variables("CLOUDAUTH_LOCAL_URL", running.url() + "/").start()) {
                assertEquals(running.url(), joined.url());
                account = joined.account("joined", "any");
                account.fail("InternalError");
                Client.call(account);
                account.close();
            }
            Client.call(account);
            assertEquals(List.of("InternalError", "Success"), account.codes());
        }
    }

    @Test
    void accessKeysAreTheSameInEveryRun() {
        try (CloudauthLocal emulator = CloudauthLocal.options().binary(realBinary()).seed(7).start()) {
            assertEquals("sign-up", emulator.account("sign up()").accessKeyId());
            assertEquals("sign-up-2", emulator.account("sign up()").accessKeyId());
        }
    }

    @Test
    void theEmulatorEndsWithAVirtualMachineThatIsKilled() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp", folderOf(Starter.class) + File.pathSeparator + folderOf(CloudauthLocal.class), Starter.class.getName());
        builder.environment().put("CLOUDAUTH_LOCAL_BINARY", realBinary().toString());
        builder.environment().remove("CLOUDAUTH_LOCAL_URL");
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        Process child = builder.start();
        String url = new String(child.getInputStream().readNBytes(200), StandardCharsets.UTF_8).trim();
        // Held open, it is closed by the end of the emulator alone.
        try (Socket connection = new Socket(URI.create(url).getHost(), URI.create(url).getPort())) {
            connection.setSoTimeout(20_000);
            child.destroyForcibly().waitFor();
            assertEquals(-1, connection.getInputStream().read());
        }
    }

    private static String folderOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    /** A run that only starts an emulator and waits to be killed. */
    static final class Starter {
        public static void main(String[] arguments) throws InterruptedException {
            System.out.printf("%-200s", CloudauthLocal.start().url());
            System.out.flush();
            Thread.currentThread().join();
        }
    }

    @Test
    void theVersionIsThatOfTheEmulator() throws IOException {
        Path manifest = Path.of("../../Cargo.toml");
        assumeTrue(Files.exists(manifest), "outside of the repository there is no Cargo.toml");
        Text.contains(Files.readString(manifest), "\nversion = \"" + CloudauthLocal.VERSION + "\"\n");
    }
}
