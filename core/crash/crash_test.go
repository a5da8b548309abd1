package crash

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// secret must not be in any result of this package.
const secret = "123456:AAsecretsecretsecretsecretsecret"

func TestPanicsBecomeErrorsWithoutTheirValues(t *testing.T) {
	t.Parallel()
	var nothing map[string]int
	for name, c := range map[string]struct {
		fn    func()
		cause string
	}{
		"a text":        {func() { panic(secret) }, "a value of type string"},
		"an error":      {func() { panic(errors.New(secret)) }, "a value of type *errors.errorString"},
		"the runtime's": {func() { nothing[secret] = 1 }, "assignment to entry in nil map"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := Do("the test", func() error { c.fn(); return nil })
			p, ok := errors.AsType[*Panic](err)
			if !ok || p.In != "the test" || p.Cause != c.cause {
				t.Fatalf("got %#v", err)
			}
			if p.Error() != "the test crashed: "+c.cause || strings.Contains(p.Trace, "AAsecret") {
				t.Errorf("%v\n%s", p, p.Trace)
			}
			first, _, _ := strings.Cut(p.Trace, "\n\n")
			if !strings.Contains(first, "crash_test.go:") || !strings.Contains(first, "TestPanicsBecomeErrorsWithoutTheirValues") {
				t.Errorf("the first goroutine is not the one that panicked:\n%s", first)
			}
		})
	}
	first := Do("the first", func() error { panic(secret) })
	if again := Do("the second", func() error { panic(first) }); again != first {
		t.Errorf("panicked again, %v became %v", first, again)
	}
	if err := Do("the test", func() error { return errors.ErrUnsupported }); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("an error became %v", err)
	}
}

func TestGoroutinesReportPanics(t *testing.T) {
	t.Parallel()
	failures := make(chan error, 2)
	g := Group{Failed: func(err error) { failures <- err }}
	g.Go("one of the group", func() { panic("broken") })
	g.Go("another", func() {})
	g.Wait()
	Go("one alone", func() error { panic("broken") }, func(err error) { failures <- err })
	for _, want := range []string{"one of the group", "one alone"} {
		if p, ok := errors.AsType[*Panic](<-failures); !ok || p.In != want {
			t.Errorf("got %v, want %s", p, want)
		}
	}
	Go("one that fails", func() error { return errors.ErrUnsupported }, func(err error) { failures <- err })
	if err := <-failures; !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("got %v", err)
	}
}

// TestRedactRealCrashes lets this program crash in another process, and redacts
// what the runtime printed.
func TestRedactRealCrashes(t *testing.T) {
	t.Parallel()
	if how := os.Getenv("CRASH_TEST"); how != "" {
		die(how)
	}
	for how, want := range map[string]string{
		"text":    "panic: a value that is not repeated here",
		"lines":   "panic: a value that is not repeated here",
		"runtime": "panic: runtime error: index out of range [7] with length 7",
		"fatal":   "fatal error: sync: unlock of unlocked mutex",
	} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRedactRealCrashes$")
			cmd.Env = append(os.Environ(), "CRASH_TEST="+how, "GOTRACEBACK=all")
			printed, err := cmd.CombinedOutput()
			if err == nil || !strings.Contains(string(printed), "AAsecret") && how != "fatal" && how != "runtime" {
				t.Fatalf("did not crash as it should: %v\n%s", err, printed)
			}
			got := string(redact(printed))
			if strings.Contains(got, "secret") || !strings.Contains(got, want) || strings.Contains(got, "0x") {
				t.Errorf("not removed:\n%s", got)
			}
			if !strings.Contains(got, "crash_test.go:") || !strings.Contains(got, ".die(…)") {
				t.Errorf("lost where it was:\n%s", got)
			}
		})
	}
}

func die(how string) {
	switch how {
	case "text":
		panic(secret)
	case "lines":
		panic("first\ngoroutine 1 [running]:\nsecret(0x1)\n\t/" + secret + ".go:12\n" + secret)
	case "runtime":
		_ = secret[:7][len(os.Getenv("CRASH_TEST"))] // 7 letters
	case "fatal": // not a deadlock, which the race detector's threads hide
		new(sync.Mutex).Unlock()
	}
}

func TestRedactHeaders(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		`goroutine 1 [running]:`:                                             "goroutine 1 [running]:",
		`goroutine 18 [select, 3 minutes, locked to thread]:`:                "goroutine 18 [select, 3 minutes, locked to thread]:",
		`goroutine 7 [chan receive (durable), synctest bubble 5]:`:           "goroutine 7 [chan receive (durable), synctest bubble 5]:",
		`goroutine 0 gp=0x1d5f2a0 m=0 mp=0x1d60080 [idle]:`:                  "goroutine 0 [idle]:",
		`goroutine 9 gp=0xc000007 m=nil [IO wait, leaked]:`:                  "goroutine 9 [IO wait, leaked]:",
		`goroutine 5 [running] {"visitor":"` + secret + `", "note":"hana"}:`: "goroutine 5 [running]:",
		`goroutine 6 [running{secret}] what=hana:`:                           "goroutine 6:",
	} {
		if got := string(redact([]byte(header + "\nmain.f(0x1)\n"))); got != want+"\nmain.f(…)\n" {
			t.Errorf("%s\nbecomes %q", header, got)
		}
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("goroutine 1 [running]:\nmain.main()\n\t/x/main.go:3 +0x1\n", "secret")
	f.Fuzz(func(t *testing.T, trace, junk string) {
		got := string(redact([]byte(trace + "\n" + secret + "\n" + junk)))
		if strings.Contains(got, "AAsecret") {
			t.Errorf("not removed: %q", got)
		}
		if again := string(redact([]byte(got))); strings.Contains(again, "AAsecret") {
			t.Errorf("not removed: %q", again)
		}
	})
}
