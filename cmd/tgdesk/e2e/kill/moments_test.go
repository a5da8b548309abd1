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
	wait  func(ctx context.Context, p *program)
}

// moments are all of them. Times are drawn at random; nothing that is checked
// hangs on them, only which instant a kill meets.
func (k *killTest) moments() []moment {
	return []moment{
		{"while it starts", true, func(ctx context.Context, _ *program) {
			pause(ctx, time.Duration(k.rng.Int64N(int64(k.starts.typical()*6/5))))
		}},
		{"right after its first frame", true, func(ctx context.Context, p *program) { awaitFrames(ctx, p, 1) }},
		{"after some frames", false, func(ctx context.Context, p *program) {
			awaitFrames(ctx, p, 2+k.rng.IntN(60))
			k.pauseBriefly(ctx)
		}},
		{"at any time", false, func(ctx context.Context, _ *program) {
			pause(ctx, time.Duration(k.rng.Int64N(int64(1500*time.Millisecond))))
		}},
		{"while updates are under way", false, k.midPoll},
		{"while a batch is taken in", false, k.midBatch},
		{"before a reply took effect", false, k.midSend(botsim.HangBefore)},
		{"after a reply took effect", false, k.midSend(botsim.HangAfter)},
		{"while a reply is written down", false, k.midReply},
		{"right after the screen confirmed a reply", false, k.afterMark},
		{"while a file is fetched", false, k.midFetch},
		{"after some requests", false, func(ctx context.Context, _ *program) {
			method := []string{"getUpdates", "sendMessage", "getFile", "sendChatAction"}[k.rng.IntN(4)]
			_ = k.sim.WaitCount(ctx, k.sim.Count(method)+1+k.rng.IntN(6), method) // an error is the end of ctx
			k.pauseBriefly(ctx)
		}},
	}
}

// pause lets time pass: a kill has no fact to wait for.
func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// pauseBriefly is within the next few milliseconds.
func (k *killTest) pauseBriefly(ctx context.Context) {
	pause(ctx, time.Duration(k.rng.Int64N(int64(20*time.Millisecond))))
}

func awaitFrames(ctx context.Context, p *program, n int) {
	for range n {
		_, next := p.terminal.current()
		select {
		case <-next:
		case <-ctx.Done():
			return
		}
	}
}

// inject adds a fault that lasts until after the kill.
func (k *killTest) inject(f botsim.Fault) *botsim.ActiveFault {
	i := k.sim.Inject(f)
	k.activeFaults = append(k.activeFaults, i)
	return i
}

// releaseFaults ends what the moments have injected.
func (k *killTest) releaseFaults() {
	for _, i := range k.activeFaults {
		k.faultHits += i.Hits()
		i.Remove()
		i.Release()
	}
	k.activeFaults = nil
}

// injectRandomFaults lets some of the next requests fail, in the ways that servers and
// networks have.
func (k *killTest) injectRandomFaults() {
	if !k.faults {
		return
	}
	sends := []botsim.FaultKind{botsim.TooManyRequests, botsim.InternalErrorAfter, botsim.BadGateway, botsim.BadGatewayAfter, botsim.CutBefore, botsim.CutAfter, botsim.Truncated}
	others := []botsim.FaultKind{botsim.TooManyRequests, botsim.InternalError, botsim.BadGateway, botsim.CutAfter, botsim.Truncated, botsim.EmptyBody}
	for i, method := range []string{"sendMessage", "sendDocument", "sendPhoto", "getUpdates", "getFile", botsim.Download} {
		kinds := sends
		if i > 2 {
			kinds = others
		}
		if k.rng.IntN(2) == 0 {
			k.inject(botsim.Fault{Kind: kinds[k.rng.IntN(len(kinds))], Method: method, Times: 1 + k.rng.IntN(2)})
		}
	}
}

func (k *killTest) anyBot() *botsim.Bot {
	return []*botsim.Bot{k.bots["acme"], k.bots["globex"]}[k.rng.IntN(2)]
}

// midPoll is while an answer with updates is on its way.
func (k *killTest) midPoll(ctx context.Context, _ *program) {
	kind := []botsim.FaultKind{botsim.HangBefore, botsim.HangAfter}[k.rng.IntN(2)]
	held := k.inject(botsim.Fault{Kind: kind, Method: "getUpdates", Bot: k.anyBot(), Times: 1})
	k.visitors.writeMessages(10) // a poll that waits is answered, and the next is held
	_ = held.Wait(ctx, 1)
	k.pauseBriefly(ctx)
}

// midBatch is while the desk writes down a batch that came as a whole.
func (k *killTest) midBatch(ctx context.Context, _ *program) {
	held := k.inject(botsim.Fault{Kind: botsim.HangBefore, Method: "getUpdates", Bot: k.anyBot(), Times: 1})
	k.visitors.writeMessages(10)
	if held.Wait(ctx, 1) != nil {
		return
	}
	k.visitors.writeMessages(30 + k.rng.IntN(60))
	held.Release()
	pause(ctx, time.Duration(k.rng.Int64N(int64(40*time.Millisecond))))
}

// midSend is while the answer to a send is held back, before or after it took
// effect.
func (k *killTest) midSend(kind botsim.FaultKind) func(context.Context, *program) {
	return func(ctx context.Context, _ *program) {
		sends := func(r botsim.Request) bool {
			return r.Method == "sendMessage" || r.Method == "sendDocument" || r.Method == "sendPhoto"
		}
		held := k.inject(botsim.Fault{Kind: kind, When: sends, Times: 1 + k.rng.IntN(3)})
		_ = held.Wait(ctx, 1)
		k.pauseBriefly(ctx)
	}
}

// midReply is right after enter, while the desk writes a reply down, marks it
// as being sent, sends it, or marks it as sent.
func (k *killTest) midReply(ctx context.Context, _ *program) {
	select {
	case <-k.expected.replyTyped.wait():
	case <-ctx.Done():
	}
	pause(ctx, time.Duration(k.rng.Int64N(int64(30*time.Millisecond))))
}

// afterMark is the very frame that shows a reply with its mark.
func (k *killTest) afterMark(ctx context.Context, _ *program) {
	select {
	case <-k.expected.replyShown.wait():
	case <-ctx.Done():
	}
}

// midFetch is when half of a file has arrived.
func (k *killTest) midFetch(ctx context.Context, _ *program) {
	held := k.inject(botsim.Fault{Kind: botsim.HangAfter, Method: botsim.Download, Times: 2})
	_ = held.Wait(ctx, 1)
	k.pauseBriefly(ctx)
}

// startTimes are how long starts took until the first frame.
type startTimes []time.Duration

func (s startTimes) typical() time.Duration {
	if len(s) == 0 {
		return 200 * time.Millisecond
	}
	return max(s[len(s)-1], time.Millisecond)
}

// newRand is randomness that a seed decides.
func newRand(seed uint64, part uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, part)) }
