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
	newOrdeal(t).run(*killCount)
}

// TestKillsAmidFaults is TestKills, with half the kills, while requests to
// Telegram fail now and then, too.
func TestKillsAmidFaults(t *testing.T) {
	t.Parallel()
	o := newOrdeal(t)
	o.faults = true
	o.run(*killCount / 2)
}

func (o *ordeal) run(kills int) {
	o.found()
	for o.kills < kills {
		o.live(kills - o.kills)
	}
	o.finish()
	o.judge()
}

// ordeal is one run of the test.
type ordeal struct {
	t      *testing.T
	seed   uint64
	rng    *rand.Rand // of the killer
	sim    *botsim.Sim
	bots   map[string]*botsim.Bot
	home   *rig.Home
	crowd  *callers
	ledger *ledger
	files  []string
	faults bool // Telegram fails beside the kills
	hung   []*botsim.ActiveFault
	todo   []moment // what is left of a shuffled round of moments
	deeds  tally

	kills  int
	met    map[string]int // kills by moment
	starts startTimes
	began  time.Time
	looks  int // at the desk between two lives
	struck int // requests that a fault met

	lastStart time.Time
}

func newOrdeal(t *testing.T) *ordeal {
	t.Helper()
	o := &ordeal{t: t, seed: *killSeed, sim: botsim.New(), bots: map[string]*botsim.Bot{}, met: map[string]int{}, began: time.Now()}
	for o.seed == 0 {
		o.seed = rand.Uint64() >> 16
	}
	t.Logf("-seed %d makes the same choices; what the kills meet differs", o.seed)
	o.rng = chance(o.seed, 1)
	for _, name := range []string{"acme", "globex"} {
		o.bots[name] = o.sim.AddBot(botsim.Bot{Username: name + "_bot", Name: name})
	}
	url, err := o.sim.Start()
	o.must(err)
	t.Cleanup(o.sim.Close)
	o.home = rig.NewHome(t, url)
	o.crowd = newCallers(o.sim, chance(o.seed, 2), o.bots, 16)
	o.ledger = newLedger("acme", "globex")
	o.putFiles()
	return o
}

func (o *ordeal) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatalf("%v\nafter %d kills, -seed %d\n%s", err, o.kills, o.seed, o.home.Log())
	}
}

// putFiles puts what may be attached into the operator's home.
func (o *ordeal) putFiles() {
	dir := filepath.Join(o.home.Root, "home")
	o.must(os.MkdirAll(dir, 0o700))
	for name, content := range map[string]string{"bill.pdf": "%PDF-1.4 " + strings.Repeat("x", 3000), "a.png": rig.PngFile(40, 30)} {
		o.files = append(o.files, filepath.Join(dir, name))
		o.must(os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600))
	}
	slices.Sort(o.files)
}

// found makes the desk and its brands. Its first starts, which make files and
// tables, are killed too, and so are the verbs that add brands.
func (o *ordeal) found() {
	for range 2 {
		c, err := open(o.home, nil)
		o.must(err)
		linger(o.t.Context(), time.Duration(o.rng.Int64N(int64(o.starts.typical()))))
		o.kill(c, "while it makes a new desk")
	}
	for _, name := range []string{"acme", "globex"} {
		token := filepath.Join(o.home.Root, name+".token")
		o.must(os.WriteFile(token, []byte(o.bots[name].Token), 0o600))
		o.addBrand(name, token)
	}
}

func (o *ordeal) addBrand(name, token string) {
	cmd := o.home.Command("brand", "add", name, "--token-file", token, "--yes")
	o.must(cmd.Start())
	linger(o.t.Context(), time.Duration(o.rng.Int64N(int64(o.starts.typical()))))
	_ = cmd.Process.Kill() // it may have ended
	if err := cmd.Wait(); err != nil {
		o.met["while a verb adds a brand"]++
		o.kills++
	}
	status, printed, err := o.home.Run("brand", "add", name, "--token-file", token, "--yes")
	o.must(err)
	if status != 0 && !strings.Contains(printed, "The brand "+name+" of this desk already uses this bot.") {
		o.t.Fatalf("brand add %s: status %d\n%s", name, status, printed)
	}
}

// next draws moments so that each comes as often as any other.
func (o *ordeal) next() moment {
	if len(o.todo) == 0 {
		o.todo = o.moments()
		o.rng.Shuffle(len(o.todo), func(i, j int) { o.todo[i], o.todo[j] = o.todo[j], o.todo[i] })
	}
	m := o.todo[0]
	o.todo = o.todo[1:]
	return m
}

// live is one life of the program, from a start to a kill. left is how many
// lives share what is left to be written.
func (o *ordeal) live(left int) {
	quota := max(*killMessages-o.crowd.count(), 0) / left
	waiting := o.rng.IntN(quota/2 + 1)
	o.crowd.write(waiting) // while nobody runs
	m := o.next()
	o.sprinkle()
	c, err := open(o.home, o.ledger.look)
	o.must(err)
	ctx, cancel := c.during(o.t.Context())
	defer cancel()
	var others sync.WaitGroup
	var failed error
	others.Go(func() { o.crowd.keepWriting(ctx, quota-waiting) })
	others.Go(func() {
		failed = o.hands(c).work(func() bool { return ctx.Err() == nil })
		cancel() // mostly the program is gone; else there is no use in going on
	})
	enough, stop := o.enough(ctx)
	if !m.early {
		o.deeds.reach(enough, o.deeds.count()+o.rng.IntN(8))
	}
	m.wait(enough, c)
	stop()
	o.kill(c, m.name)
	others.Wait()
	o.must(failed)
	o.glance()
}

// hands put an operator at a console.
func (o *ordeal) hands(c *console) *hands {
	return &hands{rng: chance(o.seed, 100+uint64(o.kills)), at: c, home: o.home, ledger: o.ledger, crowd: o.crowd, files: o.files, deeds: &o.deeds}
}

// enough is over when the operator has done so much that a moment which has
// not come will not come.
func (o *ordeal) enough(ctx context.Context) (context.Context, context.CancelFunc) {
	const most = 25
	ctx, cancel := context.WithCancel(ctx)
	until := o.deeds.count() + most
	go func() {
		o.deeds.reach(ctx, until)
		cancel()
	}()
	return ctx, cancel
}

// kill ends a console and notes at which moment. One that had ended before is
// a finding.
func (o *ordeal) kill(c *console, when string) {
	select {
	case <-c.gone:
		o.t.Fatalf("the console ended by itself, -seed %d: %s", o.seed, c.story(o.home))
	default:
	}
	c.kill()
	o.settleFaults()
	if took, ok := c.firstFrame(); ok {
		o.starts = append(o.starts, took)
	}
	o.kills++
	o.met[when]++
	for _, f := range c.glass.emu.Faults() {
		o.t.Errorf("written to the terminal: %s; last: %q", f, c.glass.tail())
	}
}

// finish starts the program a last time, has the rest written, lets it come to rest, and quits it as
// a person does.
func (o *ordeal) finish() {
	c, err := open(o.home, o.ledger.look)
	o.must(err)
	o.lastStart = c.began
	o.crowd.write(max(*killMessages-o.crowd.count(), 0))
	h := o.hands(c)
	until := o.deeds.count() + 10
	o.must(h.work(func() bool { return o.deeds.count() < until }))
	o.must(c.fact("everything has come to rest", o.atRest))
	o.must(h.quit())
	if p, _ := c.glass.now(); c.err != nil || c.glass.emu.OnAlternateScreen() {
		o.t.Errorf("quitting: %s\n%s", c.story(o.home), p)
	}
	if len(o.ledger.troubles) > 0 {
		o.t.Errorf("on the screen: %s", strings.Join(o.ledger.troubles, "\n"))
	}
}

// figures tells what the run came to.
func (o *ordeal) figures(lines ...string) {
	var kinds []string
	for name, n := range o.met {
		kinds = append(kinds, fmt.Sprintf("%d %s", n, name))
	}
	slices.Sort(kinds)
	o.t.Logf("%d kills in %s: %s\n%s", o.kills, time.Since(o.began).Round(time.Second), strings.Join(kinds, ", "), strings.Join(lines, "\n"))
}
