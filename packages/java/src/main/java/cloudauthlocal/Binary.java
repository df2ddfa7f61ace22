package cloudauthlocal;

import cloudauthlocal.CloudauthLocalException.Reason;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Where the program {@code cloudauth-local} is, and whether this machine can run it. It starts nothing. */
final class Binary {
    static final String VARIABLE = "CLOUDAUTH_LOCAL_BINARY";

    /** What ELF calls the architectures that Java calls so. */
    private static final Map<String, Integer> MACHINES = Map.of(
            "amd64", 62, "x86_64", 62, "i386", 3, "aarch64", 183, "arm", 40, "riscv64", 243, "ppc64le", 21, "s390x", 22);

    private Binary() {}

    /** The path that is given, that of {@code CLOUDAUTH_LOCAL_BINARY}, or the program on PATH. */
    static Path find(Path given, Map<String, String> environment) {
        String variable = environment.getOrDefault(VARIABLE, "");
        if (given != null) {
            return checked(given, "the option binary");
        }
        if (!variable.isEmpty()) {
            return checked(Path.of(variable), VARIABLE);
        }
        String name = windows() ? "cloudauth-local.exe" : "cloudauth-local";
        for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, name);
            if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new CloudauthLocalException(Reason.NO_BINARY, "there is no emulator to start: cloudauth-local is not on PATH; "
                + "install it, name its path in " + VARIABLE + " or in the option binary, or name a running one in "
                + CloudauthLocal.URL_VARIABLE);
    }

    private static Path checked(Path path, String named) {
        String fault = !Files.exists(path) ? "where there is no file"
                : Files.isDirectory(path) ? "which is a folder"
                : !Files.isExecutable(path) ? "which is not executable; chmod +x it"
                : null;
        if (fault != null) {
            throw new CloudauthLocalException(Reason.NO_BINARY, named + " is " + path + ", " + fault);
        }
        return path;
    }

    /** Refuses a program that this machine cannot run. What a script starts is not looked at. */
    static void checkArchitecture(Path path) {
        byte[] head;
        try (InputStream file = Files.newInputStream(path)) {
            head = file.readNBytes(20);
        } catch (IOException fault) {
            return; // It may be executable without being readable: the start tells.
        }
        boolean linux = System.getProperty("os.name").equals("Linux");
        boolean elf = head.length == 20 && head[0] == 0x7f && head[1] == 'E' && head[2] == 'L' && head[3] == 'F';
        boolean script = head.length > 1 && head[0] == '#' && head[1] == '!';
        Integer machine = MACHINES.get(System.getProperty("os.arch"));
        int built = elf ? (head[18] & 0xff) | (head[19] & 0xff) << 8 : 0;
        if (elf && !linux) {
            throw refused(path, "a program for Linux");
        }
        if (!elf && linux && !script) {
            throw refused(path, "no program for Linux");
        }
        if (elf && machine != null && machine != built) {
            throw refused(path, "a program for another architecture (ELF machine " + built + ")");
        }
    }

    private static CloudauthLocalException refused(Path path, String what) {
        return new CloudauthLocalException(Reason.WRONG_ARCHITECTURE, path + " is " + what + ", and this machine is "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch")
                + "; take the emulator that is built for it");
    }

    private static boolean windows() {
        return System.getProperty("os.name").startsWith("Windows");
    }
}
