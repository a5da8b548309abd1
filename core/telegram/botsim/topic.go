package botsim

import "time"

// Topic opens a topic in the private chat and returns its thread id, which is the id
// of the service message that tells of it (source:
// core.telegram.org/bots/api#forumtopiccreated).
func (v *Visitor) Topic(name string) int64 {
	s := v.bot.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	m := v.write(Content{"forum_topic_created": map[string]any{"name": name, "icon_color": 7322096}})
	m.thread = m.id
	v.topics[m.id] = true
	v.queueUpdate("message", m, m.date)
	return m.id
}

// DeleteTopic deletes a topic and its messages, without an update. Sends of the bot
// to it are refused.
func (v *Visitor) DeleteTopic(thread int64) {
	s := v.bot.sim
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(v.topics, thread)
	for id, m := range v.messages {
		if m.thread == thread {
			m.deleted = true
			delete(v.messages, id)
		}
	}
}

// InTopic sends a message to a topic.
func InTopic(thread int64) SendOption { return func(_ *Visitor, m *message) { m.thread = thread } }

// thread is the topic that a request is for, 0 for none. The caller holds sim.mu.
func (v *Visitor) thread(p params) (int64, *answer) {
	id := p.integer("message_thread_id", 0)
	if id != 0 && !v.topics[id] {
		return 0, refusal(badRequest("message thread not found"))
	}
	return id, nil
}

// showAction shows a chat action. The caller holds sim.mu.
func (v *Visitor) showAction(kind string, thread int64) {
	v.actions = append(v.actions, Action{Kind: kind, At: time.Now(), Thread: thread})
	v.showsAction = true
	v.received.fire()
}
