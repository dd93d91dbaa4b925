#!/bin/sh
# Manual pages are well formed.
for page in man/*.[1-8]; do
	mandoc -T lint -W warning "$page" >&2 && echo "ok - $page has no warning" || echo "not ok - $page"
done
