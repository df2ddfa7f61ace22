package cloudauthlocal;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * On a JUnit 5 test class or method: tests may take an {@link Account} of their own and the {@link CloudauthLocal} that it is
 * at as arguments. What is on a method counts before what is on its class.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(CloudauthLocalExtension.class)
public @interface Cloudauth {
    /**
     * A scenario to play from the start: see {@link Account#play}.
     *
     * @return a name, the path of a file, or JSON
     */
    String scenario() default "";

    /**
     * Whether the test may pass though a rule never acted.
     *
     * @return whether
     */
    boolean unusedOk() default false;

    /**
     * Whether the test fails where its calls would fail in production: see {@link Account#conduct}.
     *
     * @return whether
     */
    boolean conduct() default false;
}
