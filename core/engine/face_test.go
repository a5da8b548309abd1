package engine

import (
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// wants changes the face that the brand wants for everybody.
func (r *rig) wants(ch core.FaceChange) {
	r.t.Helper()
	r.wantsIn("", ch)
}

func (r *rig) wantsIn(language string, ch core.FaceChange) {
	r.t.Helper()
	_, err := r.desk.SetFace(r.t.Context(), r.op, r.brand, language, ch)
	must(r.t, err)
	synctest.Wait()
}

// shows is what the bot shows to somebody with a language.
func (r *rig) shows(language string) core.Face {
	r.bot.fakeButtons.mu.Lock()
	defer r.bot.fakeButtons.mu.Unlock()
	return r.bot.shown(language)
}

// faceIs has another program set what the bot shows.
func (r *rig) faceIs(f core.Face) {
	r.bot.fakeButtons.mu.Lock()
	defer r.bot.fakeButtons.mu.Unlock()
	r.bot.setFace("", f)
}

// onFace has fn say why a face is not set.
func (r *rig) onFace(fn func(now, wanted core.Face) error) {
	r.bot.fakeButtons.mu.Lock()
	defer r.bot.fakeButtons.mu.Unlock()
	r.bot.fakeButtons.onFace = fn
}

func (r *rig) wantFace(language string, want core.Face) {
	r.t.Helper()
	if got := r.shows(language); !got.Equal(want) {
		r.t.Errorf("shown in %q is %+v, want %+v", language, got, want)
	}
}

// face is the stored face for everybody; there is none if ok is false.
func (r *rig) face() (f core.BrandFace, ok bool) {
	r.t.Helper()
	all, err := r.store.BrandFaces(r.t.Context(), r.brand)
	must(r.t, err)
	if len(all) == 0 || all[0].Language != "" {
		return f, false
	}
	return all[0], true
}

func text(s string) *string { return &s }

func TestFaceIsLeftAlone(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.after(time.Hour)
		if r.bot.facesAsked > 0 || len(r.bot.facesSet) > 0 {
			t.Errorf("asked for %d times and set %d times, where none is wanted", r.bot.facesAsked, len(r.bot.facesSet))
		}
	})
}

// TestFace: what is wanted is set, what BotFather set beside it stays, and what is no
// longer wanted goes, but for what another had set before.
func TestFace(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.faceIs(core.Face{Name: "Acme", About: "By BotFather"})
		r.wants(core.FaceChange{Description: text(" Ask us anything. "), Add: []core.BotCommand{{Name: "start", Description: "Begin"}}})
		want := core.Face{Name: "Acme", About: "By BotFather", Description: "Ask us anything.", Commands: []core.BotCommand{{Name: "start", Description: "Begin"}}}
		r.wantFace("", want)
		if f, _ := r.face(); f.Missing(r.bot.who.Bot.ID) != 0 || f.Problem != "" {
			t.Errorf("%+v", f)
		}
		asked := r.bot.facesAsked
		r.after(24 * time.Hour)
		if r.bot.facesAsked != asked {
			t.Error("it is asked for again, though nothing changed")
		}
		r.wants(core.FaceChange{About: text("Ours"), Remove: []string{"start"}})
		r.wantFace("", core.Face{Name: "Acme", About: "Ours", Description: "Ask us anything."})
		r.wants(core.FaceChange{About: text(""), Description: text("")})
		r.wantFace("", core.Face{Name: "Acme"})
		if f, ok := r.face(); ok {
			t.Errorf("%+v is left", f)
		}
		if n := len(r.store.audit); r.store.audit[n-1].Act != core.ActFaceChanged || r.store.audit[n-1].Before != "short description Ours, description Ask us anything." {
			t.Errorf("audit: %+v", r.store.audit[n-1])
		}
	})
}

// TestFaceInALanguage: another one for everybody does not take the place of what a
// language has, even if both were the same before.
func TestFaceInALanguage(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.wants(core.FaceChange{Name: text("Acme")})
		r.wantsIn("ja", core.FaceChange{Name: text("Acme"), About: text("質問はこちら")})
		r.wants(core.FaceChange{Name: text("Acme Inc")})
		r.wantFace("", core.Face{Name: "Acme Inc"})
		r.wantFace("ja", core.Face{Name: "Acme", About: "質問はこちら"})
		_, err := r.desk.SetFace(t.Context(), r.op, r.brand, "jpn", core.FaceChange{})
		if core.CodeOf(err) != core.CodeInvalid {
			t.Errorf("jpn is a language: %v", err)
		}
	})
}

// TestFaceNameIsLimited: Telegram lets the name change seldom. What else is wanted is set
// all the same, and the name not tried before its time, whatever changes or restarts.
func TestFaceNameIsLimited(t *testing.T) {
	inBubble(t, func(r *rig) {
		var limited atomic.Bool
		var tries atomic.Int32
		limited.Store(true)
		r.onFace(func(now, wanted core.Face) error {
			if now.Name == wanted.Name {
				return nil
			}
			tries.Add(1)
			if limited.Load() {
				return &core.SendError{Outcome: core.OutcomeRateLimited, RetryAfter: 10 * time.Hour, Detail: core.NewProblem("telegram_busy", 10*time.Hour), Err: errors.New("429")}
			}
			return nil
		})
		r.faceIs(core.Face{Name: "Old"})
		r.wants(core.FaceChange{Name: text("New"), Description: text("one")})
		r.wantFace("", core.Face{Name: "Old", Description: "one"})
		f, _ := r.face()
		if !f.Problem.Is("telegram_busy") || !f.NameRetryAt.Equal(time.Now().Add(10*time.Hour).Truncate(time.Millisecond)) || !f.RetryAt.IsZero() {
			t.Errorf("%+v", f)
		}
		r.after(time.Hour)
		r.wants(core.FaceChange{Description: text("two")})
		r.wantFace("", core.Face{Name: "Old", Description: "two"})
		r.stop()
		r.boot()
		r.after(8 * time.Hour)
		if n := tries.Load(); n != 1 {
			t.Errorf("the name was tried %d times", n)
		}
		limited.Store(false)
		r.after(time.Hour + time.Second)
		r.wantFace("", core.Face{Name: "New", Description: "two"})
		if f, _ := r.face(); tries.Load() != 2 || f.Problem != "" || !f.NameRetryAt.IsZero() {
			t.Errorf("after %d tries %+v", tries.Load(), f)
		}
	})
}

// TestFaceIsRefused: what Telegram refuses is not repeated until something else is wanted;
// a request of which nobody knows what became is.
func TestFaceIsRefused(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.onFace(func(_, wanted core.Face) error {
			if wanted.Description == "bad" {
				return &core.SendError{Outcome: core.OutcomeRefused, Detail: core.NewProblem("telegram_refused", "no"), Err: errors.New("400")}
			}
			return nil
		})
		r.wants(core.FaceChange{Description: text("bad")})
		r.after(24 * time.Hour)
		if f, _ := r.face(); len(r.bot.facesSet) != 1 || !f.Problem.Is("telegram_refused") {
			t.Errorf("set %d times, %+v", len(r.bot.facesSet), f)
		}
		r.wants(core.FaceChange{Description: text("good")})
		r.wantFace("", core.Face{Description: "good"})

		cut := 2
		r.onFace(func(_, wanted core.Face) error {
			if cut--; cut >= 0 {
				r.bot.setFace("", wanted)
				return &core.SendError{Outcome: core.OutcomeUnknown, Detail: core.NewProblem("telegram_cut", "x"), Err: errors.New("cut")}
			}
			return nil
		})
		r.wants(core.FaceChange{Description: text("better")})
		r.after(time.Minute)
		r.wantFace("", core.Face{Description: "better"})
		if f, _ := r.face(); f.Problem != "" || f.Missing(r.bot.who.Bot.ID) != 0 {
			t.Errorf("%+v", f)
		}
	})
}

// TestFaceOfAnEnabledChannel: what somebody else set meanwhile is replaced when the channel
// is enabled again.
func TestFaceOfAnEnabledChannel(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.wants(core.FaceChange{About: text("Ours")})
		r.faceIs(core.Face{About: "Theirs", Description: "Theirs"})
		must(t, second(r.desk.DisableBrand(t.Context(), r.op, r.brand)))
		synctest.Wait()
		r.wants(core.FaceChange{Name: text("Acme")})
		r.wantFace("", core.Face{About: "Theirs", Description: "Theirs"})
		_, err := r.desk.EnableBrand(t.Context(), r.op, r.brand, false)
		must(t, err)
		synctest.Wait()
		r.wantFace("", core.Face{Name: "Acme", About: "Ours", Description: "Theirs"})
	})
}

// TestFaceWhileTheDiskFails: it is set once the disk takes that again.
func TestFaceWhileTheDiskFails(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.onFace(func(core.Face, core.Face) error {
			r.store.setFail(core.NewError(core.CodeUnavailable, "disk_full"))
			return nil
		})
		r.wants(core.FaceChange{About: text("Ours"), Description: text("Ours")})
		r.onFace(nil)
		r.after(time.Minute)
		r.store.setFail(nil)
		r.after(time.Minute)
		r.wantFace("", core.Face{About: "Ours", Description: "Ours"})
		r.wants(core.FaceChange{About: text("")}) // it is known whose this was
		r.wantFace("", core.Face{Description: "Ours"})
		if f, _ := r.face(); f.Missing(r.bot.who.Bot.ID) != 0 {
			t.Errorf("%+v", f)
		}
	})
}

// TestFaceOfARequestWithoutAnEnd: what may have been set goes, though the desk ended before
// it knew, and nobody wants it any more when it starts.
func TestFaceOfARequestWithoutAnEnd(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.faceIs(core.Face{Description: "Theirs"})
		r.onFace(func(_, wanted core.Face) error {
			r.bot.setFace("", wanted)
			return &core.SendError{Outcome: core.OutcomeUnknown, Detail: core.NewProblem("telegram_cut", "x"), Err: errors.New("cut")}
		})
		r.wants(core.FaceChange{About: text("Ours")})
		r.stop()
		r.wantFace("", core.Face{About: "Ours", Description: "Theirs"})
		r.onFace(nil)
		r.wants(core.FaceChange{About: text("")})
		r.boot()
		r.after(time.Minute)
		r.wantFace("", core.Face{Description: "Theirs"})
	})
}
