package cloudauthlocal;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Demands of texts. */
final class Text {
    private Text() {}

    static void contains(String text, String... parts) {
        for (String part : parts) {
            assertTrue(text.contains(part), () -> "\"" + part + "\" is not in\n" + text);
        }
    }
}
