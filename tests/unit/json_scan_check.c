/* Accept, reject and either-way cases for the JSON scanner, then its tokens, errors and strings, then the writer. */
#include "support/base.h"
#include "json/scan.h"
#include "json/write.h"

#include <stdio.h>
#include <stdlib.h>

static unsigned long checks, failures;

static void expect(bool good, const char *what, const char *text, size_t length)
{
    ++checks;
    if (good || ++failures > 30)
        return;
    fprintf(stderr, "%s: ", what);
    for (size_t i = 0; i < length && i < 100; ++i)
        fprintf(stderr, (unsigned char)(text[i] - 0x20) < 0x5f ? "%c" : "<%02x>", (unsigned char)text[i]);
    fputc('\n', stderr);
}

/* A copy that ends where its memory ends, so that a sanitizer sees a read past it. */
static char *copy_exactly(const char *text, size_t length)
{
    char *copy = malloc(length > 0 ? length : 1);
    if (copy == NULL)
        exit(3);
    memcpy(copy, text, length);
    return copy;
}

static bool accepts(const char *text, size_t length)
{
    char *copy = copy_exactly(text, length);
    piq__json_scanner by_token, by_skip;
    int32_t kind;
    piq__json_scan(&by_token, copy, length);
    do {
        kind = piq__json_next(&by_token);
        expect(by_token.begin <= by_token.end && by_token.end <= by_token.limit, "span", text, length);
    } while (kind > PIQ__JSON_END);
    piq__json_scan(&by_skip, copy, length);
    int32_t skipped = piq__json_skip(&by_skip);
    if (skipped != PIQ__JSON_ERROR)
        skipped = piq__json_next(&by_skip);
    expect(skipped == kind && piq__json_next(&by_token) == kind, "skip or repeat", text, length);
    expect(by_skip.error == by_token.error && by_skip.error_offset == by_token.error_offset, "skip's error", text, length);
    expect((by_token.error == NULL) == (kind == PIQ__JSON_END) && by_token.error_offset <= length, "error", text, length);
    free(copy);
    return kind == PIQ__JSON_END;
}

typedef struct text_case {
    const char *text;
    size_t length;
} text_case;

#define T(literal) {literal, sizeof(literal) - 1}

/* clang-format off */
static const text_case accepted[] = {
    /* values on their own, white space */
    T("0"), T("-0"), T("1"), T("null"), T("true"), T("false"), T("\"\""), T("\"a\""), T("[]"), T("{}"), T(" [] "), T("\t[]\n"),
    T("\r\n{}\r\n"), T("\n\n\n1\n\n"), T("[ ]"), T("{ }"), T("[\n]"), T("{\t\r\n }"), T("  \"x\"  "), T(" null"), T("true "),
    T("\tfalse\t"),
    /* arrays */
    T("[null]"), T("[1]"), T("[1,2]"), T("[1 , 2]"), T("[1\n,\n2]"), T("[[]]"), T("[[],[]]"), T("[[[[[]]]]]"), T("[{}]"), T("[{},{}]"),
    T("[\"\"]"), T("[true,false,null]"), T("[1,null,null,null,2]"), T("[1,[2,[3,[4]]],5]"), T("[[],{},\"\",0,true]"), T("[\"a\",\"b\"]"),
    T("[ 1 ]"), T("[\t1\t]"),
    /* objects */
    T("{\"a\":1}"), T("{\"a\" : 1}"), T("{\"a\"\n:\n1}"), T("{\"a\":1,\"b\":2}"), T("{\"a\":1 , \"b\":2}"), T("{\"\":0}"), T("{\"a\":[]}"),
    T("{\"a\":{}}"), T("{\"a\":{\"b\":{\"c\":[]}}}"), T("{\"a\":\"b\",\"a\":\"b\"}"), T("{\"a\":\"b\",\"a\":\"c\"}"), T("{\"a\":null}"),
    T("{\"a\":true,\"b\":false}"), T("{\"\\u0061\":1}"), T("{\"a\\nb\":1}"), T("{\"\\\"\":1}"), T("{\"\\u0000\":1}"),
    T("{\"x\":[{\"id\":\"1\"}],\"id\":\"2\"}"), T("{\"\xc3\xa9\":1}"), T("{ \"min\": -1.0e+28, \"max\": 1.0e+28 }"),
    T("{\"a\":[1,{\"b\":[2]},3]}"), T("[{\"a\":1},{\"a\":2}]"),
    /* numbers */
    T("[0]"), T("[-0]"), T("[-1]"), T("[-123]"), T("[123]"), T("[10]"), T("[100]"), T("[0.1]"), T("[-0.1]"), T("[0.0]"), T("[0.000]"),
    T("[-0.0]"), T("[1.0]"), T("[123.456789]"), T("[0e1]"), T("[0e+1]"), T("[0E0]"), T("[0e-0]"), T("[1e1]"), T("[1E1]"), T("[1e+1]"),
    T("[1e-1]"), T("[1E+2]"), T("[1E-2]"), T("[1E22]"), T("[123e45]"), T("[123e65]"), T("[123.456e78]"), T("[1.5e00]"), T("[1e01]"),
    T("[1e-001]"), T("[ 4]"), T("[20e1]"), T("[9007199254740993]"),
    T("[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]"), T("[123456789012345678901234567890]"),
    T("-1.5e-7"), T("80e9"), T("[0.1234567890123456789012345678901234567890]"), T("[2,3]"), T("[1,-1,1.5,-1.5e5]"),
    /* strings, escapes */
    T("[\"\\\"\"]"), T("[\"\\\\\"]"), T("[\"\\/\"]"), T("[\"\\b\\f\\n\\r\\t\"]"), T("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]"),
    T("[\"\\u0060\\u012a\\u12AB\"]"), T("[\"\\u0000\"]"), T("[\"\\u001f\"]"), T("[\"\\u0022\"]"), T("[\"\\u005C\"]"), T("[\"\\u00e9\"]"),
    T("[\"\\uabcd\\uABCD\\uef01\"]"), T("[\"\\\\u0000\"]"), T("[\"\\\\a\"]"), T("[\"\\\\n\"]"), T("[\"\\ud83d\\ude00\"]"),
    T("[\"\\uD800\\uDC00\"]"), T("[\"\\udbff\\udfff\"]"), T("[\"\\uD834\\uDD1E\"]"), T("[\"\\ud83d\\ude39\\ud83d\\udc8d\"]"),
    T("[\"\\ud7ff\"]"), T("[\"\\ue000\"]"), T("[\"\\uffff\"]"), T("[\"\\ufdd0\"]"), T("[\"\\ufffe\"]"), T("[\"\\uDBFF\\uDFFE\"]"),
    T("[\"\\u2028\\u2029\"]"), T("[\"\\u200B\"]"), T("[\"a/*b*/c/*d//e\"]"), T("[\"//\"]"), T("[\"'\"]"), T("[\"{}[],:\"]"),
    T("[\"\x7f\"]"), T("[\"a\x7f" "a\"]"), T("[\" \"]"), T("[\"asd \"]"), T("[ \"asd\"]"), T("\"01234567\""), T("\"0123456\""),
    T("\"012345678\""), T("\"0123456\\n89abcdef\""), T("\"01234567\\\"\""), T("\"\\\"01234567\""),
    T("\"  !#$%&'()*+,-./:;<=>?@[]^_`{|}~\""),
    /* UTF-8 */
    T("[\"\xc2\x80\"]"), T("[\"\xdf\xbf\"]"), T("[\"\xe0\xa0\x80\"]"), T("[\"\xed\x9f\xbf\"]"), T("[\"\xee\x80\x80\"]"),
    T("[\"\xef\xbf\xbf\"]"), T("[\"\xef\xbf\xbd\"]"), T("[\"\xf0\x90\x80\x80\"]"), T("[\"\xf4\x8f\xbf\xbf\"]"), T("[\"\xf0\x9f\x98\x80\"]"),
    T("[\"\xe2\x82\xac\xf0\x9d\x84\x9e\"]"), T("[\"\xe2\x80\xa8\"]"), T("[\"\xe2\x80\xa9\"]"), T("[\"\xef\xbb\xbf\"]"), T("[\"\xcf\x80\"]"),
    T("[\"abcdefg\xc3\xa9hijklmno\"]"), T("\"\xf3\xa0\x80\x81\""), T("[\"\xef\xb7\x90\"]"), T("[\"\xc2\xad\"]"), T("[\"\xe0\xbf\xbf\"]"),
    T("[\"\xf1\x80\x80\x80\"]"),
};

static const text_case rejected[] = {
    /* nothing, and not one value */
    T(""), T(" "), T("\n"), T("\t\r\n"), T("1 2"), T("[] []"), T("{} {}"), T("[],"), T("[]]"), T("{}}"), T("[]x"), T("{}x"), T("1,"),
    T("1]"), T("\"a\"\"b\""), T("\"a\" b"), T("null null"), T("{\"a\":1}#"), T("{\"a\":1}//"), T("{\"a\":1}/**/"), T("[1]\n2"),
    T("true,false"), T("1 1"), T("[] \xc2\xa0"), T("\x00"), T("[]\x00"), T("[1]\x00"), T("\x00[]"), T(","), T(":"), T("]"), T("}"), T(")"),
    T("*"), T("<null>"), T("abc"), T("\\u0022"), T("'a'"), T("`a`"),
    /* arrays */
    T("["), T("[1"), T("[1,"), T("[1,]"), T("[,1]"), T("[,]"), T("[1,,2]"), T("[1,,]"), T("[,,]"), T("[1 2]"), T("[1 true]"), T("[1:2]"),
    T("[\"a\":1]"), T("[\"a\",\n4\n,1,"), T("[1}"), T("[}"), T("[{]"), T("[[]"), T("[[1]"), T("[[1],"), T("[\"\",]"), T("[\"a\""),
    T("[\"a\","), T("[\"a\" \"b\"]"), T("[   , \"\"]"), T("[3[4]]"), T("[1,\n1\n,1"), T("[{}"), T("[{},]"), T("[*]"), T("[x"),
    T("[\"x\"]]"), T("[;]"), T("[1;2]"), T("[1,2)"), T("[\v1]"), T("[\f]"), T("[\xc2\xa0]"), T("[\xe2\x81\xa0]"), T("[\x00]"), T("[1\x00]"),
    T("[#\n1]"), T("[//c\n1]"), T("[/*c*/1]"), T("[1,/**/2]"), T("[\\n]"), T("[\xff]"), T("[\xc3\xa9]"), T("[\x1b]"),
    /* objects */
    T("{"), T("{\"a\""), T("{\"a\":"), T("{\"a\":1"), T("{\"a\":1,"), T("{\"a\":1,}"), T("{,}"), T("{,\"a\":1}"), T("{\"a\":1,,\"b\":2}"),
    T("{\"a\" 1}"), T("{\"a\",1}"), T("{\"a\"}"), T("{\"a\":}"), T("{:1}"), T("{\"a\"::1}"), T("{\"a\":1:2}"), T("{\"a\":1 \"b\":2}"),
    T("{\"a\":1;\"b\":2}"), T("{a:1}"), T("{'a':1}"), T("{1:1}"), T("{null:1}"), T("{true:1}"), T("{[]:1}"), T("{{}:1}"), T("{\"a\":1]"),
    T("{]"), T("{\"a\":\"a"), T("{\"a"), T("{\"a\":x}"), T("{\"a\":1,\"b\"}"), T("{\"a\":1,\"b\":}"), T("{\"a\":1,b:2}"),
    T("{\"a\":1,1:2}"), T("{\"a\"=1}"), T("{\"a\":/*x*/1}"), T("{/**/}"), T("{\"a\":1}}"), T("{\"a\":{}"), T("{\"a\":[}"), T("{\"a\":[1}"),
    T("{\"a\":[1}]"), T("{\"a\":'b'}"), T("{\"a\":\"b\",\"c\""), T("{9999E9999:1}"), T("{\"id\":0,,,,,}"), T("{\"x\", null}"),
    T("{\"x\"::\"b\"}"), T("{...}"), T("{\"a\" b}"), T("{\x00}"), T("{\"a\":1,\x00}"), T("{\xef\xbb\xbf}"), T("{\"asd\":\"asd\""),
    T("{key: 'value'}"), T("{\"\xb9\":\"0\",}"), T("{\"a\":1 ]"), T("[{\"a\":1]"), T("[{\"a\":1,]"),
    /* words */
    T("nul"), T("tru"), T("fals"), T("n"), T("t"), T("f"), T("nulll"), T("truee"), T("falsee"), T("True"), T("TRUE"), T("False"), T("Null"),
    T("NULL"), T("nil"), T("None"), T("undefined"), T("[nul]"), T("[tru]"), T("[fals]"), T("[nulll]"), T("[truefalse]"), T("[true1]"),
    T("[null-]"), T("[True]"), T("{\"a\":nul}"), T("{\"a\":truee}"), T("[true.]"), T("[t rue]"), T("nan"), T("NaN"), T("-NaN"), T("inf"),
    T("Inf"), T("Infinity"), T("-Infinity"), T("+Infinity"), T("[NaN]"), T("[-Infinity]"), T("[Infinity]"), T("[nan]"), T("[-nan]"),
    T("aNull"), T("[true_]"), T("true\x00"), T("nul\x00"), T("tr\xc3\xbc" "e"),
    /* numbers */
    T("-"), T("+"), T("+1"), T("++1"), T("--1"), T("-+1"), T("- 1"), T("."), T(".1"), T("-.1"), T("1."), T("-1."), T("0."), T("1.e1"),
    T("1.e"), T(".e1"), T("1e"), T("1E"), T("1e+"), T("1e-"), T("1E+"), T("1e+-1"), T("1e1.5"), T("1e1e1"), T("1ee1"), T("1.2.3"),
    T("1..2"), T("00"), T("01"), T("-01"), T("-00"), T("00.1"), T("012"), T("0x1"), T("0X1F"), T("0b1"), T("0o7"), T("1_000"), T("1,000"),
    T("1 000.0"), T("1e 5"), T("1 e5"), T("1a"), T("0a"), T("1f"), T("1.0f"), T("1L"), T("1n"), T("-a"), T("-\"1\""), T("0e"), T("0e+"),
    T("0.e1"), T("0.1.2"), T("0.3e"), T("0.3e+"), T("1.0e"), T("1.0e-"), T("9.e+"), T("2.e3"), T("2.e-3"), T("[-]"), T("[+1]"), T("[1.]"),
    T("[.5]"), T("[01]"), T("[-01]"), T("[1e]"), T("[1e+]"), T("[0x42]"), T("[0x1]"), T("[-2.]"), T("[1+2]"), T("[1-2]"), T("[1eE2]"),
    T("[1e-]"), T("[123.]"), T("[-1x]"), T("[1.8011670033376514H-308]"), T("[1.2a-3]"), T("[.123]"), T("[-012]"), T("[-.123]"), T("[-foo]"),
    T("[1 000.0]"), T("[\xef\xbc\x91]"), T("[1\xe5]"), T("[1e1\xe5]"), T("[0\xe5]"), T("[1\x00]"), T("[1\"\"]"), T("[1[]]"), T("[1{}]"),
    T("[1true]"), T("[- 1]"), T("[1/2]"), T("[1%]"), T("[$1]"), T("[1e9e9]"), T("[1.1e]"), T("[-0x1]"), T("[0.]"), T("[-0.]"), T("[-0e]"),
    /* strings */
    T("\""), T("\"a"), T("\"\\"), T("\"\\\""), T("\"\\u"), T("\"\\u0"), T("\"\\u00"), T("\"\\u000"), T("\"\\u0000"), T("[\"\\u\"]"),
    T("[\"\\u0\"]"), T("[\"\\u00\"]"), T("[\"\\u000\"]"), T("[\"\\u00g0\"]"), T("[\"\\uqqqq\"]"), T("[\"\\u 041\"]"), T("[\"\\u+041\"]"),
    T("[\"\\U0041\"]"), T("[\"\\x41\"]"), T("[\"\\x\"]"), T("[\"\\a\"]"), T("[\"\\v\"]"), T("[\"\\e\"]"), T("[\"\\0\"]"), T("[\"\\1\"]"),
    T("[\"\\'\"]"), T("[\"\\ \"]"), T("[\"\\\n\"]"), T("[\"\\\x00\"]"), T("[\"\\\xc3\xa9\"]"), T("[\"\\\xf0\x9f\x8c\x80\"]"),
    T("[\"\\\t\"]"), T("[\"\\B\"]"), T("[\"\\N\"]"), T("[\"\\\"]"), T("[\"\\\\\\\"]"), T("[\"\\u\xc3\xa9\"]"), T("[\"\n\"]"), T("[\"\t\"]"),
    T("[\"\r\"]"), T("[\"\x00\"]"), T("[\"\x01\"]"), T("[\"\x1f\"]"), T("[\"a\x00" "a\"]"), T("[\"new\nline\"]"), T("[\"01234567\n\"]"),
    T("[\"0123456\n8\"]"), T("['a']"), T("[a]"), T("[\"a]"), T("[a\"]"), T("[\"a\"b]"), T("[\"a\"\"b\"]"),
    T("[\xe2\x80\x9c" "a\xe2\x80\x9d]"), T("[\"\"\"\"]"),
    /* surrogates */
    T("[\"\\ud800\"]"), T("[\"\\udbff\"]"), T("[\"\\udc00\"]"), T("[\"\\udfff\"]"), T("[\"\\ud800a\"]"), T("[\"\\ud800\\n\"]"),
    T("[\"\\ud800\\u0041\"]"), T("[\"\\ud800\\ud800\"]"), T("[\"\\udc00\\ud800\"]"), T("[\"\\ud800\\ud800\\udc00\"]"),
    T("[\"\\ud800\\udbff\"]"), T("[\"\\ud800\\ue000\"]"), T("[\"\\ud800\\u\"]"), T("[\"\\ud800\\udc0\"]"), T("[\"\\ud800\\"),
    T("[\"\\ud800\\u"), T("[\"\\ud800"), T("[\"\\uD800\\uD800\\n\"]"), T("[\"\\uDADA\"]"), T("[\"\\uD888\\u1234\"]"), T("[\"\\uDd1ea\"]"),
    T("[\"\\uD800\\u1\"]"), T("[\"\\uD800\\u1x\"]"), T("{\"\\uDFAA\":0}"), T("[\"\\ud800\\\\udc00\"]"),
    /* UTF-8 */
    T("[\"\x80\"]"), T("[\"\xbf\"]"), T("[\"\xc0\x80\"]"), T("[\"\xc0\xaf\"]"), T("[\"\xc1\xbf\"]"), T("[\"\xc2\"]"), T("[\"\xc2 \"]"),
    T("[\"\xc2\xc2\"]"), T("[\"\xe0\x80\x80\"]"), T("[\"\xe0\x9f\xbf\"]"), T("[\"\xe0\xa0\"]"), T("[\"\xe2\x82\"]"),
    T("[\"\xe2\x28\xa1\"]"), T("[\"\xe2\x82\x28\"]"), T("[\"\xed\xa0\x80\"]"), T("[\"\xed\xbf\xbf\"]"), T("[\"\xed\xa0\x80\xed\xb0\x80\"]"),
    T("[\"\xf0\x80\x80\x80\"]"), T("[\"\xf0\x8f\xbf\xbf\"]"), T("[\"\xf0\x90\x80\"]"), T("[\"\xf0\x28\x8c\xbc\"]"),
    T("[\"\xf0\x90\x28\xbc\"]"), T("[\"\xf0\x28\x8c\x28\"]"), T("[\"\xf4\x90\x80\x80\"]"), T("[\"\xf5\x80\x80\x80\"]"),
    T("[\"\xf8\x88\x80\x80\x80\"]"), T("[\"\xfc\x84\x80\x80\x80\x80\"]"), T("[\"\xfe\"]"), T("[\"\xff\"]"), T("[\"\xe9\"]"),
    T("[\"\xfc\x83\xbf\xbf\xbf\xbf\"]"), T("[\"\xf0\x9f\x98"), T("\"\xe2\x82"), T("\"\xc3"), T("[\"\xc3\xa9\xff\"]"), T("{\"\xff\":1}"),
    T("{\"a\":\"\xc0\x80\"}"), T("[\"abcdefgh\x80ijklmnop\"]"), T("[\"\xf1\x80\x80\xc0\"]"), T("[\"\xe1\x80\x7f\"]"),
    T("[\"\xce\xb1\xce\"]"),
    /* byte order marks and other encodings */
    T("\xef\xbb\xbf"), T("\xef\xbb\xbf{}"), T("\xef\xbb\xbf[1]"), T("\xef\xbb"), T("\xef\xbb{}"), T(" \xef\xbb\xbf{}"), T("\xff\xfe[\0]\0"),
    T("\xfe\xff\0[\0]"), T("[\0]\0"), T("\0[\0]"), T("\xff\xfe\0\0[\0\0\0]\0\0\0"),
};

/* RFC 8259 leaves these to the reader: no verdict, but no misbehaviour either. */
static const text_case either[] = {
    T("[1e400]"), T("[-1e400]"), T("[1e-400]"), T("[1e99999999999999999999999]"),
    T("[0.4e00669999999999999999999999999999999999999999999969999999006]"), T("[-123123e100000]"), T("[100000000000000000000]"),
    T("[-237462374673276894279832749832423479823246327846]"), T("{\"a\":1,\"a\":1}"), T("[\"\\uDADA\"]"), T("[\"\\ud800\\ud800\"]"),
    T("\xef\xbb\xbf{}"), T("[\"\xed\xa0\x80\"]"), T("[\"\xc0\xaf\"]"), T("[\"\xf4\xbf\xbf\xbf\"]"), T("[\"\\ufdd0\"]"), T("[\"\\u0000\"]"),
    T("{\"\":{\"\":{\"\":0}}}"), T("[\"\xff\"]"), T("[\"\xe6\x97\xa5\xd1\x88\xfa\"]"), T("[123.456e-789]"), T("[1.5e+9999]"),
    T("[0.1e-99999999999]"),
};
/* clang-format on */

static void check_cases(void)
{
    for (size_t i = 0; i < PIQ__COUNT(accepted); ++i)
        expect(accepts(accepted[i].text, accepted[i].length), "refused", accepted[i].text, accepted[i].length);
    for (size_t i = 0; i < PIQ__COUNT(rejected); ++i)
        expect(!accepts(rejected[i].text, rejected[i].length), "accepted", rejected[i].text, rejected[i].length);
    for (size_t i = 0; i < PIQ__COUNT(either); ++i)
        (void)accepts(either[i].text, either[i].length);
}

static const char sample[] =
    "{ \"a\\u00e9\\ud83d\\ude00\": [1, -2.5e+3, true,false , null, \"caf\xc3\xa9 \xf0\x9f\x98\x80 and more text\"],\r\n"
    "\"b\":{\"\":{}, \"x_\":[[],[{}]]}\n}";

/* Every prefix is refused; a changed byte never confuses the scanner, and token, skip and error agree. */
static void check_mutations(void)
{
    char text[sizeof sample];
    size_t length = sizeof sample - 1;
    expect(accepts(sample, length), "sample", sample, length);
    for (size_t i = 0; i < length; ++i)
        expect(!accepts(sample, i), "prefix accepted", sample, i);
    for (size_t i = 0; i < length; ++i) {
        for (int byte = 0; byte < 256; ++byte) {
            memcpy(text, sample, length);
            text[i] = (char)byte;
            (void)accepts(text, length);
            memmove(text + i, sample + i + 1, length - i - 1);
            (void)accepts(text, length - 1);
        }
    }
}

/* ---- nesting ---- */

static bool accepts_depth(unsigned depth, const char *open, const char *middle, char close)
{
    char text[4096];
    size_t length = 0;
    for (unsigned i = 0; i < depth; ++i, length += strlen(open))
        memcpy(text + length, open, strlen(open) + 1);
    memcpy(text + length, middle, strlen(middle));
    length += strlen(middle);
    memset(text + length, close, depth);
    return accepts(text, length + depth);
}

static void check_depth(void)
{
    for (unsigned depth = 1; depth < 200; ++depth) {
        bool fits = depth <= PIQ__JSON_DEPTH;
        expect(accepts_depth(depth, "[", "", ']') == fits, "arrays", "", 0);
        expect(accepts_depth(depth, "{\"a\":", "1", '}') == fits, "objects", "", 0);
        expect(!accepts_depth(depth, "[", "", '}') && !accepts_depth(depth, "{\"a\":", "1", ']'), "wrong end", "", 0);
        expect(!accepts_depth(depth, "[", "[1}", ']') && !accepts_depth(depth, "[", "{]", ']'), "wrong inner end", "", 0);
    }
    char text[300];
    size_t length = 0;
    for (int i = 0; i < 32; ++i)
        length += (size_t)sprintf(text + length, "[{\"\":");
    length += (size_t)sprintf(text + length, "0");
    for (int i = 0; i < 32; ++i)
        length += (size_t)sprintf(text + length, "}]");
    expect(accepts(text, length), "mixed", text, length);
    text[length - 2] = ']';
    expect(!accepts(text, length), "mixed", text, length);
}

/* ---- strings against a second opinion ---- */

/* Length of a well-formed character by decoding it; 0 for anything else. */
static size_t decode(const unsigned char *p, size_t length)
{
    static const unsigned long smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t count = p[0] < 0x80 ? 1 : p[0] >> 5 == 6 ? 2 : p[0] >> 4 == 14 ? 3 : p[0] >> 3 == 30 ? 4 : 0;
    if (count == 0 || count > length)
        return 0;
    unsigned long c = count == 1 ? p[0] : p[0] & (0x7fu >> count);
    for (size_t i = 1; i < count; ++i) {
        if (p[i] >> 6 != 2)
            return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    return c < smallest[count] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0 : count;
}

static bool well_formed(const unsigned char *p, size_t length)
{
    for (size_t i = 0, step; i < length; i += step) {
        step = decode(p + i, length - i);
        if (step == 0 || p[i] < 0x20 || p[i] == '"' || p[i] == '\\')
            return false;
    }
    return true;
}

static void check_bytes(const unsigned char *bytes, size_t count)
{
    for (size_t before = 0; before < 12; before += 5) {
        char text[40];
        memset(text, 'x', sizeof text);
        text[0] = '"';
        memcpy(text + 1 + before, bytes, count);
        size_t length = 1 + before + count + 9;
        text[length++] = '"';
        expect(accepts(text, length) == well_formed(bytes, count), "bytes", text, length);
    }
}

static void check_utf8(void)
{
    static const unsigned char edge[] = {0, 0x1f, 0x20, '"', '\\', 0x7f, 0x80, 0x8f, 0x90, 0x9f,
                                         0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff};
    unsigned char bytes[4];
    for (unsigned first = 0; first < 256; ++first) {
        bytes[0] = (unsigned char)first;
        check_bytes(bytes, 1);
        for (unsigned second = 0; second < 256; ++second) {
            bytes[1] = (unsigned char)second;
            if (first == '\\' || second == '\\')
                continue; /* escapes have their own cases */
            check_bytes(bytes, 2);
            for (size_t i = 0; first >= 0x80 && i < PIQ__COUNT(edge); ++i) {
                bytes[2] = edge[i];
                bytes[3] = edge[(i * 7 + second) % PIQ__COUNT(edge)];
                if (bytes[2] != '\\')
                    check_bytes(bytes, 3);
                if (bytes[2] != '\\' && bytes[3] != '\\')
                    check_bytes(bytes, 4);
            }
        }
    }
}

static size_t encode(unsigned long c, char *out)
{
    size_t n = 0;
    if (c < 0x80) {
        out[n++] = (char)c;
    } else if (c < 0x800) {
        out[n++] = (char)(0xc0 | c >> 6);
    } else if (c < 0x10000) {
        out[n++] = (char)(0xe0 | c >> 12);
        out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
    } else {
        out[n++] = (char)(0xf0 | c >> 18);
        out[n++] = (char)(0x80 | (c >> 12 & 0x3f));
        out[n++] = (char)(0x80 | (c >> 6 & 0x3f));
    }
    if (c >= 0x80)
        out[n++] = (char)(0x80 | (c & 0x3f));
    return n;
}

static void expect_string(const char *text, const char *expected, size_t expected_length)
{
    piq__json_scanner s;
    char out[256];
    size_t length = strlen(text), decoded = 0;
    piq__json_scan(&s, text, length);
    bool good = piq__json_next(&s) == PIQ__JSON_STRING;
    if (good) {
        piq__json_unescape(s.begin, s.end, out, &decoded);
        good = decoded == expected_length && memcmp(out, expected, decoded) == 0 && decoded <= (size_t)(s.end - s.begin);
        good = good && s.has_escapes == (memchr(text, '\\', length) != NULL);
    }
    expect(good, "string", text, length);
}

static void check_escapes(void)
{
    char text[64], bytes[8];
    for (unsigned long c = 0; c < 0x10000; ++c) {
        sprintf(text, c % 3 ? "\"ab\\u%04lxcd\"" : "\"ab\\u%04lXcd\"", c);
        if (c >= 0xd800 && c <= 0xdfff) {
            expect(!accepts(text, strlen(text)), "surrogate", text, strlen(text));
            continue;
        }
        memcpy(bytes, "ab", 2);
        size_t n = 2 + encode(c, bytes + 2);
        memcpy(bytes + n, "cd", 2);
        expect_string(text, bytes, n + 2);
    }
    for (unsigned long c = 0x10000; c < 0x110000; c += c % 1024 == 1 ? 1022 : 1) {
        sprintf(text, "\"\\u%04lx\\u%04lX\"", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
        expect_string(text, bytes, encode(c, bytes));
    }
    expect_string("\"\"", "", 0);
    expect_string("\"plain\"", "plain", 5);
    expect_string("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t", 8);
    expect_string("\"\\u0000\\u0000\"", "\0\0", 2);
    expect_string("\"\\\\u0041\"", "\\u0041", 6);
    expect_string("\"caf\xc3\xa9\\u00e9\"", "caf\xc3\xa9\xc3\xa9", 7);
    char in_place[] = "\"a\\nb\\ud83d\\ude00\"";
    piq__json_scanner s;
    size_t length;
    piq__json_scan(&s, in_place, sizeof in_place - 1);
    (void)piq__json_next(&s);
    piq__json_unescape(s.begin, s.end, in_place + 1, &length);
    expect(length == 7 && memcmp(in_place + 1, "a\nb\xf0\x9f\x98\x80", 7) == 0, "in place", in_place, sizeof in_place - 1);
}

/* ---- tokens and errors ---- */

static void check_tokens(void)
{
    static const struct {
        int32_t kind;
        const char *text;
        uint32_t depth;
    } tokens[] = {
        {PIQ__JSON_OBJECT_BEGIN, "{", 1}, {PIQ__JSON_KEY, "a", 1}, {PIQ__JSON_ARRAY_BEGIN, "[", 2}, {PIQ__JSON_NUMBER, "-1.5e+3", 2},
        {PIQ__JSON_TRUE, "true", 2}, {PIQ__JSON_FALSE, "false", 2}, {PIQ__JSON_NULL, "null", 2}, {PIQ__JSON_ARRAY_END, "]", 1},
        {PIQ__JSON_KEY, "k\\n", 1}, {PIQ__JSON_STRING, "", 1}, {PIQ__JSON_KEY, "o", 1}, {PIQ__JSON_OBJECT_BEGIN, "{", 2},
        {PIQ__JSON_OBJECT_END, "}", 1}, {PIQ__JSON_OBJECT_END, "}", 0}, {PIQ__JSON_END, "", 0}, {PIQ__JSON_END, "", 0},
    };
    const char text[] = " {\"a\" :[-1.5e+3,true , false,null ],\"k\\n\": \"\",\"o\":{ } } ";
    piq__json_scanner s;
    piq__json_scan(&s, text, sizeof text - 1);
    for (size_t i = 0; i < PIQ__COUNT(tokens); ++i) {
        int32_t kind = piq__json_next(&s);
        size_t length = (size_t)(s.end - s.begin);
        bool same = kind == tokens[i].kind && length == strlen(tokens[i].text) && memcmp(s.begin, tokens[i].text, length) == 0;
        expect(same && s.depth == tokens[i].depth && s.error == NULL, "token", tokens[i].text, strlen(tokens[i].text));
    }
}

static void check_skip(void)
{
    const char text[] = "{\"x_1\":{\"a\":[1,{\"b\":2}]},\"x_2\":3,\"c\":[4,[5,6],7],\"d\":[8]}";
    piq__json_scanner s;
    piq__json_scan(&s, text, sizeof text - 1);
    bool good = piq__json_next(&s) == PIQ__JSON_OBJECT_BEGIN && piq__json_next(&s) == PIQ__JSON_KEY;
    good = good && piq__json_skip(&s) == PIQ__JSON_OBJECT_BEGIN && s.depth == 1;
    good = good && piq__json_next(&s) == PIQ__JSON_KEY && memcmp(s.begin, "x_2", 3) == 0 && piq__json_skip(&s) == PIQ__JSON_NUMBER;
    good = good && piq__json_next(&s) == PIQ__JSON_KEY && piq__json_next(&s) == PIQ__JSON_ARRAY_BEGIN && piq__json_skip(&s) == PIQ__JSON_NUMBER;
    good = good && piq__json_skip(&s) == PIQ__JSON_ARRAY_BEGIN && piq__json_skip(&s) == PIQ__JSON_NUMBER;
    good = good && piq__json_skip(&s) == PIQ__JSON_ARRAY_END;
    good = good && piq__json_next(&s) == PIQ__JSON_KEY && piq__json_leave(&s) == PIQ__JSON_OBJECT_END && s.depth == 0;
    good = good && piq__json_leave(&s) == PIQ__JSON_END;
    expect(good, "skip and leave", text, sizeof text - 1);
    piq__json_scan(&s, "[1,[2,}]", 8);
    good = piq__json_skip(&s) == PIQ__JSON_ERROR && s.error_offset == 6 && piq__json_leave(&s) == PIQ__JSON_ERROR;
    expect(good, "skip of an error", "[1,[2,}]", 8);
    piq__json_scan(&s, NULL, 0);
    expect(piq__json_next(&s) == PIQ__JSON_ERROR && s.error_offset == 0, "NULL", "", 0);
}

static void check_errors(void)
{
    static const struct {
        const char *text, *message;
        size_t offset, line, column;
    } errors[] = {
        {"", "unexpected end of text", 0, 1, 1}, {" \n ", "unexpected end of text", 3, 2, 2},
        {"[1,\n 2", "unexpected end of text", 6, 2, 3}, {"[1,\n  2 3]", "expected ',' or ']'", 8, 2, 5},
        {"{\"a\":1 \"b\"}", "expected ',' or '}'", 7, 1, 8}, {"{\"a\":1,}", "expected a key in double quotes", 7, 1, 8},
        {"{\"\xc3\xa9\" 1}", "expected ':' after a key", 6, 1, 6}, {"[1,]", "expected a value", 3, 1, 4},
        {"[\n01]", "a number starts with an unneeded 0", 2, 2, 1}, {"[1.]", "expected a digit after the decimal point", 3, 1, 4},
        {"[-]", "expected a digit", 2, 1, 3}, {"[1e+]", "expected a digit in the exponent", 4, 1, 5},
        {"[0x1]", "malformed number", 2, 1, 3}, {"[truer]", "expected a value", 1, 1, 2}, {"[tru]", "expected a value", 1, 1, 2},
        {"tru", "unexpected end of text", 3, 1, 4}, {"[\"a\tb\"]", "control character in a string", 3, 1, 4},
        {"[\"\xff\"]", "invalid UTF-8", 2, 1, 3}, {"[\"\\q\"]", "unknown escape in a string", 2, 1, 3},
        {"[\"\\u12x4\"]", "expected four hexadecimal digits after \\u", 6, 1, 7}, {"[\"\\udc00\"]", "half of a surrogate pair", 2, 1, 3},
        {"[\"\\ud800\\u0041\"]", "half of a surrogate pair", 2, 1, 3},
        {"\xef\xbb\xbf{}", "the text starts with a byte order mark", 0, 1, 1},
        {"{}\r\n{}", "more text after the end of the value", 4, 2, 1}, {"[\"\xf0\x9f\x98\x80\",x]", "expected a value", 8, 1, 6},
        {"\"\\", "unexpected end of text", 2, 1, 3}, {"\"\\u1", "unexpected end of text", 4, 1, 5},
    };
    for (size_t i = 0; i < PIQ__COUNT(errors); ++i) {
        piq__json_scanner s;
        size_t length = strlen(errors[i].text), line, column;
        piq__json_scan(&s, errors[i].text, length);
        while (piq__json_next(&s) > PIQ__JSON_END)
            continue;
        bool good = s.error != NULL && strcmp(s.error, errors[i].message) == 0 && s.error_offset == errors[i].offset;
        piq__json_line_column(errors[i].text, s.error_offset, &line, &column);
        expect(good && line == errors[i].line && column == errors[i].column, s.error != NULL ? s.error : "no error", errors[i].text, length);
    }
}

/* ---- writer ---- */

typedef struct sink_state {
    char *bytes;
    size_t length, capacity, calls, fail_at;
} sink_state;

static int32_t sink(void *user, const char *bytes, size_t length)
{
    sink_state *state = user;
    if (++state->calls == state->fail_at)
        return -7;
    if (state->length + length > state->capacity)
        return 1;
    memcpy(state->bytes + state->length, bytes, length);
    state->length += length;
    return 0;
}

static void write_document(piq__json_writer *w)
{
    piq__json_begin_object(w);
    piq__json_put_key(w, "a\"b");
    piq__json_begin_array(w);
    piq__json_end_array(w);
    piq__json_put_key(w, "o");
    piq__json_begin_object(w);
    piq__json_end_object(w);
    piq__json_put_key(w, "list");
    piq__json_begin_array(w);
    piq__json_put_number(w, 0.1);
    piq__json_put_number(w, piq__unknown_number());
    piq__json_put_integer(w, INT64_MIN);
    piq__json_put_money(w, -1250000);
    piq__json_put_boolean(w, true);
    piq__json_put_boolean(w, false);
    piq__json_begin_object(w);
    piq__json_put_key(w, "x");
    piq__json_put_null(w);
    piq__json_put_key(w, "y");
    piq__json_put_string(w, NULL, 0);
    piq__json_end_object(w);
    piq__json_end_array(w);
    piq__json_end_object(w);
}

static void check_layout(void)
{
    static const char compact[] = "{\"a\\\"b\":[],\"o\":{},\"list\":[0.1,null,-9223372036854775808,-1.25,true,false,{\"x\":null,\"y\":\"\"}]}";
    static const char pretty[] = "{\n  \"a\\\"b\": [],\n  \"o\": {},\n  \"list\": [\n"
                                 "    0.1,\n    null,\n    -9223372036854775808,\n    -1.25,\n    true,\n    false,\n    {\n"
                                 "      \"x\": null,\n      \"y\": \"\"\n    }\n  ]\n}\n";
    char bytes[1000];
    for (int is_pretty = 0; is_pretty < 2; ++is_pretty) {
        sink_state state = {bytes, 0, sizeof bytes, 0, 0};
        const char *expected = is_pretty ? pretty : compact;
        piq__json_writer w;
        piq__json_write(&w, sink, &state, is_pretty != 0);
        write_document(&w);
        bool good = piq__json_finish(&w) == 0 && state.length == strlen(expected) && memcmp(bytes, expected, state.length) == 0;
        if (!is_pretty)
            good = good && piq__json_finish(&w) == 0; /* nothing is left, so the sink hears nothing */
        expect(good && state.calls == 1 && accepts(bytes, state.length), "layout", bytes, state.length);
    }
}

/* Strings of all lengths around the buffer's, with everything that needs an escape, come back unchanged. */
static void check_round_trip(void)
{
    static char text[3 * PIQ__JSON_BUFFER], bytes[40 * PIQ__JSON_BUFFER], back[sizeof text * 6];
    for (size_t i = 0; i < sizeof text; ++i)
        text[i] = (char)(i * 37 % 128);
    for (size_t length = 0; length <= sizeof text; length += length < 200 || length % PIQ__JSON_BUFFER > PIQ__JSON_BUFFER - 20 ? 1 : 13) {
        sink_state state = {bytes, 0, sizeof bytes, 0, 0};
        piq__json_writer w;
        piq__json_scanner s;
        size_t decoded = 0;
        piq__json_write(&w, sink, &state, false);
        piq__json_put_string(&w, text, length);
        bool good = piq__json_finish(&w) == 0;
        piq__json_scan(&s, bytes, state.length);
        good = good && piq__json_next(&s) == PIQ__JSON_STRING;
        if (good)
            piq__json_unescape(s.begin, s.end, back, &decoded);
        good = good && decoded == length && memcmp(text, back, length) == 0 && piq__json_next(&s) == PIQ__JSON_END;
        expect(good, "round trip", text, length);
    }
}

static void check_sink_failure(void)
{
    static char bytes[100000];
    for (size_t fail_at = 1; fail_at < 6; ++fail_at) {
        sink_state state = {bytes, 0, sizeof bytes, 0, fail_at};
        piq__json_writer w;
        piq__json_write(&w, sink, &state, true);
        piq__json_begin_array(&w);
        for (int i = 0; i < 5000; ++i)
            piq__json_put_string(&w, "\xc3\xa9 \x01", 4);
        piq__json_end_array(&w);
        bool good = piq__json_finish(&w) == -7 && piq__json_finish(&w) == -7;
        expect(good && state.calls == fail_at && state.length == (fail_at - 1) * PIQ__JSON_BUFFER, "sink failure", "", 0);
    }
}

int main(void)
{
    check_cases();
    check_mutations();
    check_depth();
    check_utf8();
    check_escapes();
    check_tokens();
    check_skip();
    check_errors();
    check_layout();
    check_round_trip();
    check_sink_failure();
    printf("json_scan_check: %lu accepted, %lu rejected, %lu either, %lu checks, %lu failures\n", (unsigned long)PIQ__COUNT(accepted),
           (unsigned long)PIQ__COUNT(rejected), (unsigned long)PIQ__COUNT(either), checks, failures);
    return failures != 0;
}
