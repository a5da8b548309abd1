package media

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestCleanName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"bill.pdf": "bill.pdf", "été à Paris.pdf": "été à Paris.pdf", "請求書.pdf": "請求書.pdf", "my notes (2).txt": "my notes (2).txt",
		"../../etc/passwd": "passwd", `C:\x\boot.ini`: "boot.ini", "/": "file", "..": "file", "": "file", "a/..": "file", "a/": "file", ".bashrc": "bashrc",
		"CON": "file", "con.txt": "file", "Aux .pdf": "file", "COM1.log": "file", "com¹.log": "file", "LPT10": "LPT10", "CONOUT$": "file", "CONTRACT.pdf": "CONTRACT.pdf",
		"trailing. . .": "trailing", "x.pdf. ": "x.pdf", "-rf": "rf", "--x.pdf": "x.pdf", "a-b.pdf": "a-b.pdf",
		"nul\x00l\x1b[31m.pdf": "null[31m.pdf", "photo\u202egpj.exe": "photogpj.exe", "a\u2028b\tc\n": "a b c", "\u200b\u2060\ufeff": "file", "ㅤ": "file", "\ue000": "file",
		"\u0301\u0302": "file", "\u0301.pdf": "file", strings.Repeat("e\u0301\u0301\u0301\u0301\u0301\u0301", 2) + ".pdf": strings.Repeat("e\u0301\u0301\u0301\u0301", 2) + ".pdf",
		"x\u0301." + strings.Repeat("\u0302", 100): "x\u0301.\u0302\u0302\u0302\u0302", "\xff\xfe": "file", "a<b>:|?*\"c": "abc", "👨\u200d👩\u200d👧.png": "👨\u200d👩\u200d👧.png",
		strings.Repeat("y", 10_000) + ".pdf": strings.Repeat("y", 236) + ".pdf", strings.Repeat("注", 10_000): strings.Repeat("注", 80),
	} {
		if got := cleanName(in, "file"); got != want {
			t.Errorf("cleanName(%.40q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzCleanName wants a name that every file system accepts as a name in its
// folder, and that cleaning again leaves alone.
func FuzzCleanName(f *testing.F) {
	for _, s := range []string{"a/../b", `a\..\b.txt`, "CON.x", "e\u0301\u0302\u0303\u0304\u0305.pdf", "\u200d\u200d", "x. .", "-.-a", "\xffa\x00", "a.b\u0301\u0301\u0301\u0301\u0301", " \u0301 .c", "com1 .y", "0." + strings.Repeat("0.", 4), " .0"} {
		f.Add(s, s)
		f.Add(s, "0000000000000000")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, in := range []string{a, a + "." + b, strings.Repeat(a, 300) + "." + b} {
			checkName(t, in, cleanName(in, "file"))
		}
	})
}

func checkName(t *testing.T, in, name string) {
	t.Helper()
	marks := 0
	for _, r := range name {
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Co) || unicode.Is(unicode.Cf, r) && r != zeroWidthJoiner || strings.ContainsRune(`/\<>:"|?*`, r) || marks > nameMarks {
			t.Fatalf("%q becomes %q with %U in it", in, name, r)
		}
	}
	stem, _, _ := strings.Cut(name, ".")
	switch {
	case !filepath.IsLocal(name), filepath.Base(name) != name, !utf8.ValidString(name), len(name)+len(" (999).webp") > 255:
		t.Fatalf("%q becomes %q, which is no name", in, name)
	case strings.TrimRight(name, ". ") != name, strings.TrimLeft(name, "-. ") != name, !visible(stem), reserved(stem):
		t.Fatalf("%q becomes %q, which some systems take for something else", in, name)
	case cleanName(name, "file") != name:
		t.Fatalf("%q becomes %q and then %q", in, name, cleanName(name, "file"))
	}
}

// TestCutExt wants a second copy of example.tar.bz2 to be example (2).tar.bz2.
func TestCutExt(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][2]string{
		"example.tar.bz2": {"example", ".tar.bz2"}, "a.b.TAR.gz": {"a.b", ".TAR.gz"}, "bill.pdf": {"bill", ".pdf"},
		"v1.2.zip": {"v1.2", ".zip"}, ".tar.gz": {".tar", ".gz"}, "notes": {"notes", ""}, "example.tar": {"example", ".tar"},
	} {
		if stem, ext := cutExt(name); stem != want[0] || ext != want[1] {
			t.Errorf("%q is cut into %q and %q", name, stem, ext)
		}
	}
}
