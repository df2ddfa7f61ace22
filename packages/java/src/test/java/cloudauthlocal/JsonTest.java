package cloudauthlocal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {
    @Test
    void whatIsWrittenIsReadAgain() {
        for (String document : List.of(
                "{}", "[]", "null", "true", "false", "0", "-12", "1.5", "\"\"", "{\"a\":[1,{\"b\":null},[]],\"c\":\"x\"}",
                "\"\\\"\\\\\\u0000\\u001f\\ud83d\\ude00é\"")) {
            assertEquals(document, Json.write(Json.read(document)));
        }
        assertEquals("a\n\t\r\b\f/é", Json.read(" \"a\\n\\t\\r\\b\\f\\/\\u00e9\" "));
    }

    @Test
    void whatIsNoJsonIsRefused() {
        for (String text : List.of("", " ", "{", "[", "[1", "[1,]x", "{\"a\"}", "{\"a\":}", "{1:2}", "\"", "\"\\", "\"\\u12", "tru", "1 2",
                "-", "1.2.3", "[1 2]", "<html>")) {
            assertThrows(IllegalArgumentException.class, () -> Json.read(text), text);
        }
    }
}
