# shellcheck shell=bash
# Reads the results that `dotnet test --logger trx` writes.

has_failed_test() { grep -qE '<UnitTestResult [^>]*outcome="Failed"' "$1" 2>/dev/null; }

# report_tests FILE...: lists skipped and failed tests with their messages; ends with "PASSED FAILED SKIPPED".
report_tests() {
    (($# > 0)) || set -- /dev/null
    awk '
        BEGIN { RS = "<" } # a record is one tag and the text behind it; markup within texts is escaped
        function unescaped(text) {
            gsub(/&#x[dD];/, "", text); gsub(/&#x[aA];/, "\n", text)
            gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text)
            gsub(/&quot;/, "\"", text); gsub(/&#39;|&apos;/, "\047", text)
            gsub(/&amp;/, "\\&", text)
            return text
        }
        function attribute(name) {
            if (!match($0, " " name "=\"[^\"]*\"")) return ""
            return unescaped(substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4))
        }
        function text() { return unescaped(substr($0, index($0, ">") + 1)) }
        function indented(message) {
            sub(/[ \t\r\n]+$/, "", message); gsub(/\n/, "\n    ", message)
            return "    " message "\n"
        }
        function close_test() {
            if (name == "") return
            line = name "\n" indented(message)
            if (outcome == "Passed") passed++
            else if (outcome == "NotExecuted" || outcome == "Inconclusive") { skipped++; skips = skips "SKIPPED " line }
            else { failed++; failures = failures "FAILED " line }
            name = ""
        }
        /^UnitTestResult / { close_test(); name = attribute("testName"); outcome = attribute("outcome"); message = "" }
        /^(Message|StdOut)>/ && name != "" && (message == "" || /^M/) { message = text() }
        /^\/Results>/ { close_test() }
        END { close_test(); printf "%s%s%d %d %d\n", skips, failures, passed, failed, skipped }
    ' "$@"
}
