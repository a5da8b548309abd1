package locale

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"tgdesk/core"
)

// englishError is the sentence of an error. What is not ours gives a fixed one:
// its text may hold what nobody should read.
func englishError(err error) string {
	if e, ok := errors.AsType[*core.Error](err); ok {
		return englishSentence(e.ID, e.Args)
	}
	if e, ok := errors.AsType[*core.SendError](err); ok {
		return englishProblem(e.Detail)
	}
	if e, ok := errors.AsType[*core.PollError](err); ok {
		return englishProblem(e.Detail)
	}
	if e, ok := errors.AsType[*core.FetchError](err); ok {
		return englishProblem(e.Detail)
	}
	return englishSentence("internal", nil)
}

// englishProblem is the sentences of a problem.
func englishProblem(p core.Problem) string {
	var all []string
	for _, part := range p.Parts() {
		all = append(all, englishSentence(part.ID, part.Args))
	}
	return strings.Join(all, " ")
}

func englishSentence(id string, args []any) string {
	format, ok := englishSentences[id]
	if !ok {
		format, args = englishSentences["internal"], nil
	}
	shown := make([]any, len(args))
	for i, a := range args {
		shown[i] = englishArg(a)
	}
	return fmt.Sprintf(format, shown...)
}

// englishArg writes an argument as it stands in a sentence.
func englishArg(a any) any {
	switch a := a.(type) {
	case time.Duration:
		if a%time.Second == 0 {
			return core.FormatLimit(a)
		}
	case core.Size:
		return core.FormatBytes(int64(a))
	case core.Problem:
		return englishProblem(a)
	}
	return a
}
