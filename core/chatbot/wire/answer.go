package wire

import (
	"encoding/json"
	"slices"

	"tgdesk/core"
)

// Decode reads an answer. Unless id is "", an answer that names the event it is for must
// name that one. Errors are *core.ChatbotError and say what is wrong in which action.
func Decode(answer []byte, id string) (core.BotAnswer, error) {
	v, err := newValues(answer)
	if err != nil {
		return core.BotAnswer{}, err
	}
	t, err := v.token()
	if err != nil {
		return core.BotAnswer{}, err
	}
	if t != json.Delim('{') {
		return core.BotAnswer{}, unusable(core.NewProblem("bot_answer_object", kindOf(t)))
	}
	var read core.BotAnswer
	named := object{} // the fields that are known
	err = v.fields(1, func(name string) error {
		if !slices.Contains([]string{"actions", "memory", "id"}, name) {
			return v.skip(2)
		}
		if _, twice := named[name]; twice {
			return unusable(core.NewProblem("bot_answer_twice", name))
		}
		if name == "actions" {
			named[name] = nil
			read.Actions, err = v.actions()
			return err
		}
		named[name], err = v.next(2)
		return err
	})
	if err != nil {
		return core.BotAnswer{}, err
	}
	if _, ok := named["actions"]; !ok {
		return core.BotAnswer{}, unusable(core.NewProblem("bot_answer_no_actions"))
	}
	if read.Memory, err = memory(named["memory"]); err != nil {
		return core.BotAnswer{}, err
	}
	if got := named["id"]; got != nil && id != "" && got != id {
		return core.BotAnswer{}, unusable(core.NewProblem("bot_answer_of_another"))
	}
	return read, nil
}

// memory checks what a chatbot wants to be given back; null is nothing.
func memory(value any) (string, error) {
	text, ok := value.(string)
	switch {
	case value != nil && !ok:
		return "", unusable(core.NewProblem("bot_answer_type", "memory", core.NewProblem("json_text"), kindOf(value)))
	case len(text) > core.MaxBotMemory:
		return "", unusable(core.NewProblem("bot_answer_memory", core.Size(core.MaxBotMemory)))
	}
	return text, nil
}

// actions reads the list of actions. One without any is to wait.
func (v *values) actions() ([]core.BotAction, error) {
	t, err := v.token()
	if err != nil {
		return nil, err
	}
	if t != json.Delim('[') {
		return nil, unusable(core.NewProblem("bot_answer_type", "actions", core.NewProblem("json_list"), kindOf(t)))
	}
	var all []core.BotAction
	err = v.items(2, func() error {
		if len(all) == core.MaxBotActions {
			return unusable(core.NewProblem("bot_answer_many_actions", core.MaxBotActions))
		}
		a, err := v.action(len(all) + 1)
		all = append(all, a)
		return err
	})
	if len(all) == 0 {
		all = []core.BotAction{{Do: core.BotWait}}
	}
	return all, err
}

// known are the fields of actions. Others are not looked at.
var known = []string{"do", "text", "buttons", "keyboard", "format", "file", "tags", "tag", "after_seconds", "field", "value", "reason"}

// action reads an action, the nth of its list.
func (v *values) action(nth int) (core.BotAction, error) {
	t, err := v.token()
	if err != nil {
		return core.BotAction{}, err
	}
	if t != json.Delim('{') {
		return core.BotAction{}, unusable(core.NewProblem("bot_action_object", nth, kindOf(t)))
	}
	fields := object{}
	err = v.fields(3, func(name string) error {
		if !slices.Contains(known, name) {
			return v.skip(4)
		}
		if _, twice := fields[name]; twice {
			return unusable(core.NewProblem("bot_action_twice", nth, name))
		}
		fields[name], err = v.next(4)
		return err
	})
	if err != nil {
		return core.BotAction{}, err
	}
	a, problem := fields.action()
	switch do, ok := fields["do"].(string); {
	case !ok:
		return a, unusable(core.NewProblem("bot_action_do", nth))
	case a.Do == "":
		return a, unusable(core.NewProblem("bot_action_unknown", nth, shown(do)))
	case problem != "":
		return a, unusable(core.NewProblem("bot_action", nth, string(a.Do), problem))
	}
	return a, nil
}
