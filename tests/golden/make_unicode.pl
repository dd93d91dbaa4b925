#!/usr/bin/perl
# make_unicode.pl - writes src/base/unicode.c from perl's own Unicode tables:
#     perl tests/golden/make_unicode.pl > src/base/unicode.c
# Refused: what is invisible, reorders text, is not assigned, or is drawn
# differently by different terminals: conjoining jamo, emoji modifiers, and the
# signs that versions of Unicode or the C library call narrow or wide in turn.
use strict;
use warnings;
use Unicode::UCD;
no warnings qw(surrogate nonchar non_unicode);

sub class {
	my $cp = shift;
	return 'R' if $cp >= 0xd800 && $cp <= 0xdfff;
	my $c = chr $cp;
	return 'R' if $c =~ /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/;
	return 'R' if $cp >= 0x1160 && $cp <= 0x11ff || $cp >= 0xd7b0 && $cp <= 0xd7ff;
	return 'R' if $cp >= 0x1f3fb && $cp <= 0x1f3ff;
	return 'R' if $cp >= 0x3248 && $cp <= 0x324f || $cp >= 0x4dc0 && $cp <= 0x4dff;
	return 'R' if $cp >= 0x2630 && $cp <= 0x2637 || $cp >= 0x268a && $cp <= 0x268f;
	return 'R' if $cp >= 0x1d300 && $cp <= 0x1d376;
	return 'M' if $c =~ /[\p{Mn}\p{Me}]/;
	return 'W' if $c =~ /[\p{East_Asian_Width=W}\p{East_Asian_Width=F}]/;
	return '1';
}

my ($first, $was, @rows) = (0, class(0));
for my $cp (1 .. 0x110000) {
	my $now = $cp == 0x110000 ? '' : class($cp);
	next if $now eq $was;
	push @rows, sprintf '%s(%x, %x)', $was, $first, $cp - 1 if $was ne '1';
	($first, $was) = ($cp, $now);
}

my $version = Unicode::UCD::UnicodeVersion();
print <<"END";
/* Made by tests/golden/make_unicode.pl from Unicode $version; not edited by hand.
 * R refused, M a mark without width, W two columns; everything else one. */
#include "base/unicode.h"

#define R(first, last) { 0x##first, 0x##last, UNICODE_REFUSED }
#define M(first, last) { 0x##first, 0x##last, UNICODE_MARK }
#define W(first, last) { 0x##first, 0x##last, UNICODE_WIDE }

static const struct {
	uint32_t first, last;
	enum unicode_class class;
} range[] = {
END
my $line = '';
for my $row (@rows) {
	if (length($line) + length($row) > 108) { print "\t$line\n"; $line = ''; }
	$line .= ($line eq '' ? '' : ' ') . "$row,";
}
print "\t$line\n";
print <<'END';
};

enum unicode_class
unicode_class(uint32_t c)
{
	size_t low = 0, high = sizeof range / sizeof range[0];

	if (c >= 0x20 && c < 0x7f)
		return UNICODE_ONE;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c > range[middle].last)
			low = middle + 1;
		else if (c < range[middle].first)
			high = middle;
		else
			return range[middle].class;
	}
	return c < 0x110000 ? UNICODE_ONE : UNICODE_REFUSED;
}
END
