package cloudauthlocal;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The JUnit 5 extension behind {@link Cloudauth}. A test's account is checked when the test ends; a failed test prints the
 * account's report to stderr.
 *
 * <p>For an emulator with options of its own: {@code @RegisterExtension static final CloudauthLocalExtension cloudauth =
 * CloudauthLocalExtension.with(CloudauthLocal.options().seed(7));}
 */
public final class CloudauthLocalExtension
        implements ParameterResolver, BeforeAllCallback, AfterEachCallback, AfterAllCallback, TestWatcher {
    /** Null for the emulator that the virtual machine shares. */
    private final CloudauthLocal.Options options;
    private CloudauthLocal own;
    /** The test class that this was registered for; nested classes use it too. */
    private String owner;
    /** By the unique id of the test: its store is closed before a watcher is asked. */
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    /** Uses the emulator that the virtual machine shares. */
    public CloudauthLocalExtension() {
        this(null);
    }

    private CloudauthLocalExtension(CloudauthLocal.Options options) {
        this.options = options;
    }

    /**
     * An extension with an emulator of its own, which ends with the test class.
     *
     * @param options which emulator
     * @return the extension
     */
    public static CloudauthLocalExtension with(CloudauthLocal.Options options) {
        return new CloudauthLocalExtension(options);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        boolean inTest = parameter.getDeclaringExecutable() instanceof Method && test.getTestMethod().isPresent();
        return type == Account.class && inTest || type == CloudauthLocal.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == CloudauthLocal.class
                ? emulator()
                : accounts.computeIfAbsent(test.getUniqueId(), id -> account(test));
    }

    private synchronized CloudauthLocal emulator() {
        if (options == null) {
            return CloudauthLocal.shared();
        }
        if (own == null) {
            own = options.start();
        }
        return own;
    }

    private Account account(ExtensionContext test) {
        Account account = emulator().account(test.getRequiredTestClass().getSimpleName() + "-" + test.getRequiredTestMethod().getName());
        settings(test).ifPresent(settings -> {
            if (settings.unusedOk()) {
                account.unusedOk();
            }
            if (!settings.scenario().isEmpty()) {
                account.play(settings.scenario());
            }
        });
        return account;
    }

    private static Optional<Cloudauth> settings(ExtensionContext test) {
        Optional<Cloudauth> onMethod = AnnotationSupport.findAnnotation(test.getTestMethod(), Cloudauth.class);
        Class<?> type = test.getRequiredTestClass();
        Optional<Cloudauth> found = onMethod;
        while (found.isEmpty() && type != null) {
            found = AnnotationSupport.findAnnotation(type, Cloudauth.class);
            type = type.getEnclosingClass();
        }
        return found;
    }

    @Override
    public void beforeAll(ExtensionContext test) {
        owner = owner == null ? test.getUniqueId() : owner;
    }

    @Override
    public void afterEach(ExtensionContext test) {
        Account account = accounts.get(test.getUniqueId());
        if (account == null) {
            return;
        }
        if (isGone(test.getExecutionException().orElse(null))) {
            // The test says so, with the log; there is nothing more to ask.
            accounts.remove(test.getUniqueId()).release();
            return;
        }
        account.verify();
        if (settings(test).map(Cloudauth::conduct).orElse(false)) {
            account.verifyConduct();
        }
    }

    private static boolean isGone(Throwable fault) {
        return fault instanceof CloudauthLocalException
                && ((CloudauthLocalException) fault).reason() == CloudauthLocalException.Reason.DIED;
    }

    @Override
    public void afterAll(ExtensionContext test) {
        if (own != null && test.getUniqueId().equals(owner)) {
            own.close();
            own = null;
        }
    }

    @Override
    public void testFailed(ExtensionContext test, Throwable fault) {
        Account account = accounts.remove(test.getUniqueId());
        if (account != null) {
            System.err.println(test.getDisplayName() + "\n" + account.report());
            account.release();
        }
    }

    @Override
    public void testSuccessful(ExtensionContext test) {
        testAborted(test, null);
    }

    @Override
    public void testAborted(ExtensionContext test, Throwable cause) {
        Account account = accounts.remove(test.getUniqueId());
        if (account != null) {
            account.release();
        }
    }
}
