package core

import (
	"testing"
	"time"
)

// TestChatbotHoldsAChat follows a chat through the hands of a chatbot.
func TestChatbotHoldsAChat(t *testing.T) {
	t.Parallel()
	r := Rules{Limits: Limits{Answer: 5 * time.Minute, CloseUnanswered: 2 * time.Hour, CloseIdle: time.Hour, ChatbotIdle: 10 * time.Minute}, Chatbot: true}
	at := func(d time.Duration) time.Time { return noon.Add(d) }
	held := OpenedBy(Visitor{ID: 7, BrandID: 1}, "pricing", noon, r)
	if !held.HeldByChatbot() || held.AwaitingSince != noon {
		t.Fatalf("opened as %+v", held)
	}
	wantDeadline(t, "opened", held, at(10*time.Minute))
	wantDeadline(t, "visitor writes", held.VisitorWrote(at(5*time.Minute), r), at(15*time.Minute))
	said := held.ChatbotWrote(at(2*time.Minute), r)
	wantDeadline(t, "chatbot writes", said, at(12*time.Minute))
	if !said.AwaitingSince.IsZero() {
		t.Error("the visitor has an answer and still waits for one")
	}
	idle, ok := said.FellDue(at(12*time.Minute), r)
	if !ok || idle.Reason != ReasonBotIdle || idle.Owner != ChatbotOwner() || !idle.CompletedAt.Equal(at(12*time.Minute)) {
		t.Errorf("idle: %+v", idle)
	}

	forwarded := said.Forwarded(at(3*time.Minute), r)
	wantDeadline(t, "forwarded", forwarded, at(8*time.Minute))
	if forwarded.State != Pending || !forwarded.Owner.Nobody() || !forwarded.WaitingSince.Equal(at(3*time.Minute)) || !forwarded.AwaitingSince.Equal(at(3*time.Minute)) {
		t.Errorf("forwarded: %+v", forwarded)
	}
	left := said.LeftForLater(at(3*time.Minute), r)
	wantDeadline(t, "left", left, at(123*time.Minute))
	if left.State != Unanswered || !left.Owner.Nobody() {
		t.Errorf("left: %+v", left)
	}

	ending := said.EndedByChatbot(at(3*time.Minute), 2*time.Minute, r)
	wantDeadline(t, "ending", ending, at(5*time.Minute))
	wantDeadline(t, "ending, and the visitor writes", ending.VisitorWrote(at(4*time.Minute), r), at(14*time.Minute))
	wantDeadline(t, "ending, and the chatbot writes", ending.ChatbotWrote(at(4*time.Minute), r), at(5*time.Minute))
	if got, _ := ending.FellDue(at(5*time.Minute), r); got.Reason != ReasonChatbot || !got.CompletedAt.Equal(at(5*time.Minute)) {
		t.Errorf("ended: %+v", got)
	}
	late := said.EndedByChatbot(at(3*time.Minute), time.Hour, r)
	wantDeadline(t, "ending after the idle limit", late, at(12*time.Minute))
	if got, _ := late.FellDue(at(12*time.Minute), r); got.Reason != ReasonBotIdle {
		t.Errorf("idle before its end: %+v", got)
	}
	if got := said.EndedByChatbot(at(3*time.Minute), 0, r); got.Reason != ReasonChatbot || got.Open() {
		t.Errorf("ended at once: %+v", got)
	}

	taken, moved, err := ending.PickedUp(mika, at(4*time.Minute), r)
	wantDeadline(t, "taken over", taken, at(64*time.Minute))
	if err != nil || !moved || !taken.HeldBy(mika.ID) || !taken.EndsAt.IsZero() {
		t.Errorf("taken over: %+v, %v", taken, err)
	}
	back, _ := taken.PutBack(mika, at(5*time.Minute), r)
	if back.State != Pending {
		t.Errorf("put back: %+v", back)
	}
}
