# schema.awk - schema.sql as C: one string per step, comments and blanks left out.
BEGIN { print "static const char *const schema_step[] = {" }
/^-- schema [0-9]+$/ {
	if ($3 != ++step) { print "schema steps must count up" >"/dev/stderr"; exit 1 }
	if (step > 1) print "\t,"
	next
}
{
	sub(/--.*/, "")
	sub(/[ \t]+$/, "")
	if ($0 == "" || step == 0) next
	gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); gsub(/\t/, " ")
	printf "\t\"%s\\n\"\n", $0
}
END { print "};" }
