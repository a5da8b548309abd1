package kill

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core/telegram/botsim"
)

// A long run: go test ./cmd/tgdesk/e2e/kill -v -kills 250 -messages 25000 -timeout 1h
var (
	killCount    = flag.Int("kills", 20, "how often each TestKills… kills the program")
	killMessages = flag.Int("messages", 500, "how many messages visitors write in each TestKills…")
	killSeed     = flag.Uint64("seed", 0, "what decides the choices of TestKills…; 0 draws one")
)

// TestKills starts the real program as a process, has visitors write and an
// operator work at its screen, and kills it with SIGKILL again and again. In
// the end nothing may be lost, doubled, astray or out of order.
func TestKills(t *testing.T) {
	t.Parallel()
	newKillTest(t).run(*killCount)
}

// TestKillsAmidFaults is TestKills, with half the kills, while requests to
// Telegram fail now and then, too.
func TestKillsAmidFaults(t *testing.T) {
	t.Parallel()
	k := newKillTest(t)
	k.faults = true
	k.run(*killCount / 2)
}

func (k *killTest) run(kills int) {
	k.createDesk()
	for k.kills < kills {
		k.runOnce(kills - k.kills)
	}
	k.finish()
	k.verify()
}

// killTest is one run of the test.
type killTest struct {
	t            *testing.T
	seed         uint64
	rng          *rand.Rand // of the kills
	sim          *botsim.Sim
	bots         map[string]*botsim.Bot
	home         *rig.Home
	visitors     *visitors
	expected     *expected
	files        []string
	faults       bool // Telegram fails beside the kills
	activeFaults []*botsim.ActiveFault
	queue        []moment // what is left of a shuffled round of moments
	actions      counter

	kills         int
	killsByMoment map[string]int // kills by moment
	starts        startTimes
	began         time.Time
	spotChecks    int // of the desk between two runs
	faultHits     int // requests that a fault hit

	lastStart time.Time
}

func newKillTest(t *testing.T) *killTest {
	t.Helper()
	k := &killTest{t: t, seed: *killSeed, sim: botsim.New(), bots: map[string]*botsim.Bot{}, killsByMoment: map[string]int{}, began: time.Now()}
	for k.seed == 0 {
		k.seed = rand.Uint64() >> 16
	}
	t.Logf("-seed %d makes the same choices; what the kills meet differs", k.seed)
	k.rng = newRand(k.seed, 1)
	for _, name := range []string{"acme", "globex"} {
		k.bots[name] = k.sim.AddBot(botsim.Bot{Username: name + "_bot", Name: name})
	}
	url, err := k.sim.Start()
	k.must(err)
	t.Cleanup(k.sim.Close)
	k.home = rig.NewHome(t, url)
	k.visitors = newVisitors(k.sim, newRand(k.seed, 2), k.bots, 16)
	k.expected = newExpected("acme", "globex")
	k.writeAttachments()
	return k
}

func (k *killTest) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatalf("%v\nafter %d kills, -seed %d\n%s", err, k.kills, k.seed, k.home.Log())
	}
}

// writeAttachments puts what may be attached into the operator's home.
func (k *killTest) writeAttachments() {
	dir := filepath.Join(k.home.Root, "home")
	k.must(os.MkdirAll(dir, 0o700))
	for name, content := range map[string]string{"bill.pdf": "%PDF-1.4 " + strings.Repeat("x", 3000), "a.png": rig.PNGFile(40, 30)} {
		k.files = append(k.files, filepath.Join(dir, name))
		k.must(os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	slices.Sort(k.files)
}

// createDesk makes the desk and its brands. Its first starts, which make files and
// tables, are killed too, and so are the verbs that add brands.
func (k *killTest) createDesk() {
	for range 2 {
		p, err := open(k.home, nil)
		k.must(err)
		pause(k.t.Context(), time.Duration(k.rng.Int64N(int64(k.starts.typical()))))
		k.kill(p, "while it makes a new desk")
	}
	for _, name := range []string{"acme", "globex"} {
		token := filepath.Join(k.home.Root, name+".token")
		k.must(os.WriteFile(token, []byte(k.bots[name].Token), 0o600))
		k.addBrand(name, token)
	}
	k.wantRatings()
	k.wantTexts()
}

func (k *killTest) addBrand(name, token string) {
	cmd := k.home.Command("brand", "add", name, "--token-file", token, "--yes")
	k.must(cmd.Start())
	pause(k.t.Context(), time.Duration(k.rng.Int64N(int64(k.starts.typical()))))
	_ = cmd.Process.Kill() // it may have ended
	if err := cmd.Wait(); err != nil {
		k.killsByMoment["while a verb adds a brand"]++
		k.kills++
	}
	status, printed, err := k.home.Run("brand", "add", name, "--token-file", token, "--yes")
	k.must(err)
	if status != 0 && !strings.Contains(printed, "There is already a brand named "+name+".") {
		k.t.Fatalf("brand add %s: status %d\n%s", name, status, printed)
	}
}

// nextMoment draws moments so that each comes as often as any other.
func (k *killTest) nextMoment() moment {
	if len(k.queue) == 0 {
		k.queue = k.moments()
		k.rng.Shuffle(len(k.queue), func(i, j int) { k.queue[i], k.queue[j] = k.queue[j], k.queue[i] })
	}
	m := k.queue[0]
	k.queue = k.queue[1:]
	return m
}

// runOnce runs the program from a start to a kill. left is how many
// runs share what is left to be written.
func (k *killTest) runOnce(left int) {
	quota := max(*killMessages-k.visitors.count(), 0) / left
	waiting := k.rng.IntN(quota/2 + 1)
	k.visitors.writeMessages(waiting) // while nobody runs
	m := k.nextMoment()
	k.injectRandomFaults()
	p, err := open(k.home, k.expected.readFrame)
	k.must(err)
	ctx, cancel := p.whileRunning(k.t.Context())
	defer cancel()
	var others sync.WaitGroup
	var failed error
	others.Go(func() { k.visitors.keepWriting(ctx, quota-waiting) })
	others.Go(func() {
		failed = k.newOperator(p).work(func() bool { return ctx.Err() == nil })
		cancel() // mostly the program is gone; else there is no use in going on
	})
	enough, stop := k.enoughActions(ctx)
	if !m.early {
		k.actions.waitFor(enough, k.actions.count()+k.rng.IntN(8))
	}
	m.wait(enough, p)
	stop()
	k.kill(p, m.name)
	others.Wait()
	k.must(failed)
	k.spotCheck()
}

// newOperator puts an operator at a program.
func (k *killTest) newOperator(p *program) *operator {
	return &operator{rng: newRand(k.seed, 100+uint64(k.kills)), program: p, home: k.home, expected: k.expected, visitors: k.visitors, files: k.files, actions: &k.actions}
}

// enoughActions is over when the operator has done so much that a moment which has
// not come will not come.
func (k *killTest) enoughActions(ctx context.Context) (context.Context, context.CancelFunc) {
	const most = 25
	ctx, cancel := context.WithCancel(ctx)
	until := k.actions.count() + most
	go func() {
		k.actions.waitFor(ctx, until)
		cancel()
	}()
	return ctx, cancel
}

// kill ends a program and notes at which moment. One that had ended before is
// a failure.
func (k *killTest) kill(p *program, when string) {
	select {
	case <-p.exited:
		k.t.Fatalf("the program ended by itself, -seed %d: %s", k.seed, p.describeEnd(k.home))
	default:
	}
	p.kill()
	k.releaseFaults()
	if took, ok := p.firstFrame(); ok {
		k.starts = append(k.starts, took)
	}
	k.kills++
	k.killsByMoment[when]++
	for _, f := range p.terminal.emulator.Faults() {
		k.t.Errorf("written to the terminal: %s; last: %q", f, p.terminal.tail())
	}
}

// finish starts the program a last time, has the rest written, lets it come to rest, and quits it as
// a person does.
func (k *killTest) finish() {
	p, err := open(k.home, k.expected.readFrame)
	k.must(err)
	k.lastStart = p.started
	k.visitors.writeMessages(max(*killMessages-k.visitors.count(), 0))
	op := k.newOperator(p)
	until := k.actions.count() + 10
	k.must(op.work(func() bool { return k.actions.count() < until }))
	k.must(p.awaitTrue("everything has come to rest", k.atRest))
	k.must(op.quit())
	if f, _ := p.terminal.current(); p.err != nil || p.terminal.emulator.OnAlternateScreen() {
		k.t.Errorf("quitting: %s\n%s", p.describeEnd(k.home), f)
	}
	if len(k.expected.mistakes) > 0 {
		k.t.Errorf("on the screen: %s", strings.Join(k.expected.mistakes, "\n"))
	}
}

// logFigures logs the figures of the run.
func (k *killTest) logFigures(lines ...string) {
	var kinds []string
	for name, n := range k.killsByMoment {
		kinds = append(kinds, fmt.Sprintf("%d %s", n, name))
	}
	slices.Sort(kinds)
	k.t.Logf("%d kills in %s: %s\n%s", k.kills, time.Since(k.began).Round(time.Second), strings.Join(kinds, ", "), strings.Join(lines, "\n"))
}
