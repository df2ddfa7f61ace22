/**
 * Runs cloudauth-local, the emulator of Alibaba Cloud ID Verification, in Java tests.
 *
 * <p>{@link CloudauthLocal} starts or joins an emulator; an {@link Account} is an access key of one test, with throttle,
 * rules, clock, journal, coverage and conduct of its own. With JUnit 5, {@link Cloudauth} on a test class gives every test an
 * {@code Account} as an argument. Everything else needs the standard library only.
 */
package cloudauthlocal;
