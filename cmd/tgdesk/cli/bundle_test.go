package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tgdesk/core"
)

// unit is what a run writes as a whole: to the main file, and beside it.
type unit struct{ main, name, content string }

func unitsOf(n int) (all []unit) {
	for i := range n {
		all = append(all, unit{main: strings.Repeat(fmt.Sprintf("unit %d;", i), i%7+1), name: fmt.Sprintf("files/%d/file", i), content: fmt.Sprint("content ", i)})
	}
	return all
}

// write adds the units from the given one on, with a checkpoint after every third, until
// it is cut before the unit cut, or in the midst of it.
func write(t *rapid.T, b Bundle, units []unit, kind BundleKind, cut int) {
	from := 0
	if b.Kept() != "" {
		if _, err := fmt.Sscan(b.Kept(), &from); err != nil {
			t.Fatal(err)
		}
	}
	for i := from; i < len(units); i++ {
		u, whole := units[i], i < cut
		if kind != BundleFile {
			f, err := b.Put(u.name)
			if err != nil {
				t.Fatal(err)
			}
			if !whole {
				u.content = u.content[:rapid.IntRange(0, len(u.content)).Draw(t, "bytes of a file")]
			}
			if _, err := f.Write([]byte(u.content)); err != nil {
				t.Fatal(err)
			}
			if whole || rapid.Bool().Draw(t, "the file is whole") {
				if err := f.Commit(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if !whole {
			u.main = u.main[:rapid.IntRange(0, len(u.main)).Draw(t, "bytes")]
		}
		if _, err := b.Write([]byte(u.main)); err != nil {
			t.Fatal(err)
		}
		if !whole {
			writeMore(t, b, kind)
			return
		}
		if i%3 == 2 {
			if err := b.Checkpoint(fmt.Sprint(i + 1)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// writeMore writes what no later run will: it was erased meanwhile.
func writeMore(t *rapid.T, b Bundle, kind BundleKind) {
	if rapid.Bool().Draw(t, "all of it comes again") {
		return
	}
	if _, err := b.Write([]byte(strings.Repeat("erased", 1000))); err != nil {
		t.Fatal(err)
	}
	if kind == BundleFile {
		return
	}
	f, err := b.Put("files/erased")
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.Write([]byte("erased"))
	if err := errors.Join(err, f.Commit()); err != nil {
		t.Fatal(err)
	}
}

// kill leaves a bundle as a process that is killed does: what was written to the system
// stays, as much of the rest as the system had.
func kill(t *rapid.T, b *localBundle) {
	if rapid.Bool().Draw(t, "flushed") {
		if err := b.buffer.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	b.release()
}

// TestCutBundles: wherever runs are cut, the last one ends with what one run makes, and
// nothing before it has the name.
func TestCutBundles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		dir, err := os.MkdirTemp("", "bundle")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(dir)
		files, units := LocalFiles{Dir: dir}, unitsOf(rapid.IntRange(0, 20).Draw(t, "units"))
		o := BundleOptions{Kind: rapid.SampledFrom([]BundleKind{BundleFile, BundleFolder}).Draw(t, "kind"), Main: "main", What: "this", Resume: true}
		for runs := rapid.IntRange(0, 4).Draw(t, "cuts"); ; runs-- {
			if _, err := os.Lstat(filepath.Join(dir, "out")); !errors.Is(err, fs.ErrNotExist) {
				t.Fatalf("there before it is complete: %v", err)
			}
			b, err := files.CreateBundle("out", o)
			if err != nil {
				t.Fatal(err)
			}
			if runs > 0 {
				write(t, b, units, o.Kind, rapid.IntRange(0, len(units)).Draw(t, "cut before"))
				kill(t, b.(*localBundle))
				continue
			}
			write(t, b, units, o.Kind, len(units))
			if err := errors.Join(b.Commit(), b.Close()); err != nil {
				t.Fatal(err)
			}
			break
		}
		main, want := "", map[string]string{}
		for _, u := range units {
			main += u.main
			if o.Kind == BundleFolder {
				want["out/"+u.name] = u.content
			}
		}
		if want["out"] = main; o.Kind == BundleFolder {
			delete(want, "out")
			want["out/main"] = main
		}
		if diff := cmp.Diff(want, treeOf(t, dir)); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

func treeOf(t *rapid.T, dir string) map[string]string {
	all := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		all[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func idOf(err error) string {
	if known, ok := errors.AsType[*core.Error](err); ok {
		return known.ID
	}
	return fmt.Sprint(err)
}

// TestBundleInTheWay of another run, or of something else.
func TestBundleInTheWay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	files := LocalFiles{Dir: dir}
	o := BundleOptions{Kind: BundleFolder, Main: "main", What: "this"}
	begin := func(change func(*BundleOptions)) (Bundle, string) {
		t.Helper()
		asked := o
		change(&asked)
		b, err := files.CreateBundle("out", asked)
		return b, idOf(err)
	}
	resume, force := func(o *BundleOptions) { o.Resume = true }, func(o *BundleOptions) { o.Replace = true }
	first, _ := begin(func(*BundleOptions) {})
	if _, id := begin(resume); id != "bundle_busy" {
		t.Errorf("while one writes: %s", id)
	}
	for _, name := range []string{"../escaped", "/etc/escaped", "a/../../escaped", "main", ""} {
		if _, err := first.Put(name); err == nil {
			t.Errorf("a file %q is written", name)
		}
	}
	if err := errors.Join(first.Checkpoint("1")); err != nil || idOf(first.Close()) != "bundle_incomplete" {
		t.Errorf("got %v", err)
	}
	if _, id := begin(func(*BundleOptions) {}); id != "bundle_cut" {
		t.Errorf("without --resume: %s", id)
	}
	if _, id := begin(func(o *BundleOptions) { o.Resume, o.What = true, "that" }); id != "bundle_other" {
		t.Errorf("for something else: %s", id)
	}
	again, id := begin(resume)
	if id != "<nil>" || again.Kept() != "1" {
		t.Fatalf("got %s", id)
	}
	_ = again.Close()
	if err := os.Truncate(filepath.Join(dir, "out.part", contentsName, "main"), 0); err != nil {
		t.Fatal(err)
	}
	anew, id := begin(force)
	if id != "<nil>" || anew.Kept() != "" {
		t.Fatalf("with --force: %s", id)
	}
	if err := errors.Join(anew.Commit(), anew.Close()); err != nil {
		t.Fatal(err)
	}
	for name, how := range map[string]func(*BundleOptions){"again": func(*BundleOptions) {}, "resumed": resume, "with force": force} {
		if _, id := begin(how); id != "bundle_in_the_way" {
			t.Errorf("%s: %s", name, id)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("left are %v %v", left, err)
	}
}

// TestBundleThatIsWhole: killed after it got its name, it is not there in part as well.
func TestBundleThatIsWhole(t *testing.T) {
	t.Parallel()
	for _, kind := range []BundleKind{BundleFile, BundleFolder, BundleZip} {
		dir := t.TempDir()
		files, o := LocalFiles{Dir: dir}, BundleOptions{Kind: kind, Main: "main", What: "this", Resume: true}
		cut := func() {
			t.Helper()
			b, err := files.CreateBundle("out", o)
			if err == nil {
				_, err = b.Write([]byte("all of it"))
			}
			if err := errors.Join(err, b.Checkpoint("1"), b.Commit()); err != nil {
				t.Fatal(err)
			}
			b.(*localBundle).release() // and nothing is tidied up
		}
		cut()
		b, err := files.CreateBundle("out", o)
		if err != nil || b.Kept() != BundleWhole || b.Close() != nil {
			t.Errorf("%s: %v %v", kind, b, err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
			t.Errorf("%s: left are %v %v", kind, left, err)
		}
		if err := os.RemoveAll(filepath.Join(dir, "out")); err != nil {
			t.Fatal(err)
		}
		cut()
		if err := os.Chtimes(filepath.Join(dir, "out"), time.Time{}, time.Now().Add(time.Hour)); err != nil { // as if something else were there
			t.Fatal(err)
		}
		if _, err := files.CreateBundle("out", o); err == nil {
			t.Errorf("%s: something else counts for whole", kind)
		}
	}
}

// TestBundleThatWasChanged: without its checkpoint's bytes it is not gone on with.
func TestBundleThatWasChanged(t *testing.T) {
	t.Parallel()
	files, o := LocalFiles{Dir: t.TempDir()}, BundleOptions{Kind: BundleFile, Main: "main", What: "this", Resume: true}
	b, err := files.CreateBundle("out", o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Write([]byte("some")); err != nil {
		t.Fatal(err)
	}
	if err := b.Checkpoint("1"); err != nil {
		t.Fatal(err)
	}
	_ = b.Close()
	if err := os.Truncate(filepath.Join(files.Dir, "out.part", contentsName), 3); err != nil {
		t.Fatal(err)
	}
	if _, err := files.CreateBundle("out", o); idOf(err) != "bundle_changed" {
		t.Errorf("got %v", err)
	}
}
