package cloudauthlocal;

import cloudauthlocal.CloudauthLocalException.Reason;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** A running emulator: one that was started here, or one that was joined. */
public final class CloudauthLocal implements AutoCloseable {
    /** The version of this package, and of the emulator that it works with. */
    public static final String VERSION = "0.1.0";

    static final String URL_VARIABLE = "CLOUDAUTH_LOCAL_URL";

    private final EmulatorProcess process;
    private final Admin admin;
    private final String url;
    private final Map<String, Integer> given = new ConcurrentHashMap<>();

    private CloudauthLocal(Options options) {
        String joined = options.url;
        if (joined == null && !options.wantsOwn()) {
            joined = options.environment.getOrDefault(URL_VARIABLE, "");
        }
        process = joined == null || joined.isEmpty()
                ? new EmulatorProcess(Binary.find(options.binary, options.environment), options.flags())
                : null;
        String base = process == null ? joined : process.url();
        url = base.endsWith("/") ? base.substring(0, base.length() - 1) : base;
        String token = options.adminToken != null ? options.adminToken : options.environment.get("CLOUDAUTH_LOCAL_ADMIN_TOKEN");
        admin = new Admin(url, token, process);
        try {
            if (!url.matches("https?://[^/]+")) {
                throw new CloudauthLocalException(Reason.NOT_AN_EMULATOR,
                        "\"" + url + "\" is not the URL of an emulator, which is like http://127.0.0.1:8809");
            }
            admin.greet();
        } catch (RuntimeException fault) {
            close();
            throw fault;
        }
    }

    /**
     * Starts an emulator on a free port, or joins the one that {@code CLOUDAUTH_LOCAL_URL} names.
     *
     * @return the emulator
     */
    public static CloudauthLocal start() {
        return options().start();
    }

    /**
     * Says which emulator is started or joined.
     *
     * @return the options, none of them set
     */
    public static Options options() {
        return new Options();
    }

    /**
     * The one emulator of this virtual machine: started, or joined, at the first use. It ends with the virtual machine.
     *
     * @return the emulator
     */
    public static CloudauthLocal shared() {
        return Shared.emulator();
    }

    /**
     * The base URL.
     *
     * @return such as {@code http://127.0.0.1:4711}
     */
    public String url() {
        return url;
    }

    /**
     * Host and port, what SDKs call the endpoint.
     *
     * @return such as {@code 127.0.0.1:4711}
     */
    public String endpoint() {
        return URI.create(url).getAuthority();
    }

    /**
     * A new account, which shares nothing with others.
     *
     * @return an account
     */
    public Account account() {
        return account("test");
    }

    /**
     * A new account whose access key begins with a name, such as a test's. At an emulator that was started here the same
     * names in the same order give the same keys, so that with the same seed the answers are the same.
     *
     * @param name what the key begins with
     * @return an account
     */
    public Account account(String name) {
        String stem = name.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
        stem = stem.isEmpty() ? "test" : stem.substring(0, Math.min(80, stem.length()));
        if (process == null) {
            return account(stem + "-" + UUID.randomUUID().toString().substring(24), "secret");
        }
        int number = given.merge(stem, 1, Integer::sum);
        return account(number == 1 ? stem : stem + "-" + number, "secret");
    }

    /**
     * An account with this key.
     *
     * @param accessKeyId the access key
     * @param accessKeySecret its secret; any, unless the emulator declares accounts
     * @return an account
     */
    public Account account(String accessKeyId, String accessKeySecret) {
        return new Account(this, admin, accessKeyId, accessKeySecret);
    }

    /**
     * The last lines of the emulator's log.
     *
     * @return up to 500 lines; none for an emulator that was joined
     */
    public List<String> log() {
        return process == null ? List.of() : process.log();
    }

    /** Ends the emulator, unless it was joined. */
    @Override
    public void close() {
        if (process != null) {
            process.stop();
        }
    }

    EmulatorProcess process() {
        return process;
    }

    private static final class Shared {
        private static CloudauthLocal emulator;

        private static synchronized CloudauthLocal emulator() {
            if (emulator == null) {
                emulator = start();
            }
            return emulator;
        }
    }

    /**
     * Which emulator is started or joined. Seed, binary, port and arguments ask for an emulator of your own: with one of
     * them {@code CLOUDAUTH_LOCAL_URL} is not looked at.
     */
    public static final class Options {
        private String url;
        private Path binary;
        private String adminToken;
        private Map<String, String> environment = System.getenv();
        private final List<String> arguments = new ArrayList<>();
        private int port;
        private Long seed;

        private Options() {}

        /**
         * Joins this emulator.
         *
         * @param url its base URL
         * @return these options
         */
        public Options url(String url) {
            this.url = url;
            return this;
        }

        /**
         * Starts this program, rather than that of {@code CLOUDAUTH_LOCAL_BINARY} or the one on PATH.
         *
         * @param binary its path
         * @return these options
         */
        public Options binary(Path binary) {
            this.binary = binary;
            return this;
        }

        /**
         * Listens on this port, rather than on a free one.
         *
         * @param port the port
         * @return these options
         */
        public Options port(int port) {
            this.port = port;
            return this;
        }

        /**
         * Makes identifiers repeat from run to run.
         *
         * @param seed any number from 0
         * @return these options
         */
        public Options seed(long seed) {
            this.seed = seed;
            return this;
        }

        /**
         * Adds flags of {@code cloudauth-local serve}.
         *
         * @param arguments such as {@code "--qps", "0"}
         * @return these options
         */
        public Options arguments(String... arguments) {
            this.arguments.addAll(List.of(arguments));
            return this;
        }

        /**
         * Sends this token to the admin API, rather than that of {@code CLOUDAUTH_LOCAL_ADMIN_TOKEN}.
         *
         * @param adminToken the token
         * @return these options
         */
        public Options adminToken(String adminToken) {
            this.adminToken = adminToken;
            return this;
        }

        /**
         * Starts or joins the emulator.
         *
         * @return the emulator
         * @throws CloudauthLocalException where that cannot be done
         */
        public CloudauthLocal start() {
            return new CloudauthLocal(this);
        }

        /** For tests of this package: variables in the place of the process's own. */
        Options environment(Map<String, String> environment) {
            this.environment = environment;
            return this;
        }

        private boolean wantsOwn() {
            return binary != null || port != 0 || seed != null || !arguments.isEmpty();
        }

        private List<String> flags() {
            List<String> flags = new ArrayList<>(List.of("--port", String.valueOf(port)));
            if (seed != null) {
                flags.addAll(List.of("--seed", seed.toString()));
            }
            flags.addAll(arguments);
            return flags;
        }
    }
}
