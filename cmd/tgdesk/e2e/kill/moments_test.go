package kill

import (
	"context"
	"math/rand/v2"
	"time"

	"tgdesk/core/telegram/botsim"
)

// moment is when a console is killed. wait returns when the moment has come,
// or with ctx: when the operator has done enough and the wait may be in vain.
// Whatever it injects into Telegram goes on until after the kill.
type moment struct {
	name  string
	early bool // it waits for no work to be done first
	wait  func(ctx context.Context, c *console)
}

// moments are all of them. Times are drawn at random; nothing that is checked
// hangs on them, only which instant a kill meets.
func (o *ordeal) moments() []moment {
	return []moment{
		{"while it starts", true, func(ctx context.Context, _ *console) {
			linger(ctx, time.Duration(o.rng.Int64N(int64(o.starts.typical()*6/5))))
		}},
		{"right after its first frame", true, func(ctx context.Context, c *console) { frames(ctx, c, 1) }},
		{"after some frames", false, func(ctx context.Context, c *console) {
			frames(ctx, c, 2+o.rng.IntN(60))
			o.soon(ctx)
		}},
		{"at any time", false, func(ctx context.Context, _ *console) {
			linger(ctx, time.Duration(o.rng.Int64N(int64(1500*time.Millisecond))))
		}},
		{"while updates are under way", false, o.midPoll},
		{"while a batch is taken in", false, o.midBatch},
		{"before a reply took effect", false, o.midSend(botsim.HangBefore)},
		{"after a reply took effect", false, o.midSend(botsim.HangAfter)},
		{"while a reply is written down", false, o.midReply},
		{"right after the screen confirmed a reply", false, o.afterMark},
		{"while a file is fetched", false, o.midFetch},
		{"after some requests", false, func(ctx context.Context, _ *console) {
			method := []string{"getUpdates", "sendMessage", "getFile", "sendChatAction"}[o.rng.IntN(4)]
			_ = o.sim.WaitCount(ctx, o.sim.Count(method)+1+o.rng.IntN(6), method) // an error is the end of ctx
			o.soon(ctx)
		}},
	}
}

// linger lets time pass: a kill has no fact to wait for.
func linger(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// soon is within the next few milliseconds.
func (o *ordeal) soon(ctx context.Context) {
	linger(ctx, time.Duration(o.rng.Int64N(int64(20*time.Millisecond))))
}

func frames(ctx context.Context, c *console, n int) {
	for range n {
		_, next := c.glass.now()
		select {
		case <-next:
		case <-ctx.Done():
			return
		}
	}
}

// inject adds a fault that lasts until after the kill.
func (o *ordeal) inject(f botsim.Fault) *botsim.ActiveFault {
	i := o.sim.Inject(f)
	o.hung = append(o.hung, i)
	return i
}

// settleFaults ends what the moments have injected.
func (o *ordeal) settleFaults() {
	for _, i := range o.hung {
		o.struck += i.Hits()
		i.Remove()
		i.Release()
	}
	o.hung = nil
}

// sprinkle lets some of the next requests fail, in the ways that servers and
// networks have.
func (o *ordeal) sprinkle() {
	if !o.faults {
		return
	}
	sends := []botsim.FaultKind{botsim.TooManyRequests, botsim.InternalErrorAfter, botsim.BadGateway, botsim.BadGatewayAfter, botsim.CutBefore, botsim.CutAfter, botsim.Truncated}
	others := []botsim.FaultKind{botsim.TooManyRequests, botsim.InternalError, botsim.BadGateway, botsim.CutAfter, botsim.Truncated, botsim.EmptyBody}
	for i, method := range []string{"sendMessage", "sendDocument", "sendPhoto", "getUpdates", "getFile", botsim.Download} {
		kinds := sends
		if i > 2 {
			kinds = others
		}
		if o.rng.IntN(2) == 0 {
			o.inject(botsim.Fault{Kind: kinds[o.rng.IntN(len(kinds))], Method: method, Times: 1 + o.rng.IntN(2)})
		}
	}
}

func (o *ordeal) anyBot() *botsim.Bot {
	return []*botsim.Bot{o.bots["acme"], o.bots["globex"]}[o.rng.IntN(2)]
}

// midPoll is while an answer with updates is on its way.
func (o *ordeal) midPoll(ctx context.Context, _ *console) {
	kind := []botsim.FaultKind{botsim.HangBefore, botsim.HangAfter}[o.rng.IntN(2)]
	held := o.inject(botsim.Fault{Kind: kind, Method: "getUpdates", Bot: o.anyBot(), Times: 1})
	o.crowd.write(10) // a poll that waits is answered, and the next is held
	_ = held.Wait(ctx, 1)
	o.soon(ctx)
}

// midBatch is while the desk writes down a batch that came as a whole.
func (o *ordeal) midBatch(ctx context.Context, _ *console) {
	held := o.inject(botsim.Fault{Kind: botsim.HangBefore, Method: "getUpdates", Bot: o.anyBot(), Times: 1})
	o.crowd.write(10)
	if held.Wait(ctx, 1) != nil {
		return
	}
	o.crowd.write(30 + o.rng.IntN(60))
	held.Release()
	linger(ctx, time.Duration(o.rng.Int64N(int64(40*time.Millisecond))))
}

// midSend is while the answer to a send is held back, before or after it took
// effect.
func (o *ordeal) midSend(kind botsim.FaultKind) func(context.Context, *console) {
	return func(ctx context.Context, _ *console) {
		sends := func(r botsim.Request) bool {
			return r.Method == "sendMessage" || r.Method == "sendDocument" || r.Method == "sendPhoto"
		}
		held := o.inject(botsim.Fault{Kind: kind, When: sends, Times: 1 + o.rng.IntN(3)})
		_ = held.Wait(ctx, 1)
		o.soon(ctx)
	}
}

// midReply is right after enter, while the desk writes a reply down, marks it
// as being sent, sends it, or marks it as sent.
func (o *ordeal) midReply(ctx context.Context, _ *console) {
	select {
	case <-o.ledger.typed.wait():
	case <-ctx.Done():
	}
	linger(ctx, time.Duration(o.rng.Int64N(int64(30*time.Millisecond))))
}

// afterMark is the very frame that shows a reply with its mark.
func (o *ordeal) afterMark(ctx context.Context, _ *console) {
	select {
	case <-o.ledger.shown.wait():
	case <-ctx.Done():
	}
}

// midFetch is when half of a file has arrived.
func (o *ordeal) midFetch(ctx context.Context, _ *console) {
	held := o.inject(botsim.Fault{Kind: botsim.HangAfter, Method: botsim.Download, Times: 2})
	_ = held.Wait(ctx, 1)
	o.soon(ctx)
}

// startTimes are how long starts took until the first frame.
type startTimes []time.Duration

func (s startTimes) typical() time.Duration {
	if len(s) == 0 {
		return 200 * time.Millisecond
	}
	return max(s[len(s)-1], time.Millisecond)
}

// chance is randomness that a seed decides.
func chance(seed uint64, part uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, part)) }
