package engine

import (
	"sync"
	"time"

	"tgdesk/core"
)

// chatbotHealths holds in memory how each brand's chatbot fared last. It may be used from
// many goroutines.
type chatbotHealths struct {
	hub *core.Hub
	now func() time.Time

	mu  sync.Mutex
	all map[core.BrandID]core.ChatbotHealth
}

// report notes that a chatbot was asked. Screens are told when it begins to fail otherwise
// or to answer, and not at every answer.
func (h *chatbotHealths) report(id core.BrandID, failure core.Problem) {
	now := h.now()
	h.mu.Lock()
	before := h.all[id]
	health := core.ChatbotHealth{At: now, Since: now, Failure: failure}
	if !before.At.IsZero() && (before.Failure == "") == (failure == "") {
		health.Since = before.Since
	}
	h.all[id] = health
	h.mu.Unlock()
	if before.At.IsZero() || before.Failure != failure {
		h.hub.Publish(core.Event{Kind: core.EventHealth, Brand: id})
	}
}

// forget drops what is known of a chatbot, in whose place another one comes.
func (h *chatbotHealths) forget(id core.BrandID) {
	h.mu.Lock()
	delete(h.all, id)
	h.mu.Unlock()
}

func (h *chatbotHealths) of(id core.BrandID) core.ChatbotHealth {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.all[id]
}
