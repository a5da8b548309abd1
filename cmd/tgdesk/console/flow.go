package console

import (
	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core/chatbot/flow"
	"tgdesk/tui/session"
)

// flowReader reads and checks the files of flows on this machine.
func flowReader(env *cli.Env) func(path string) (session.FlowFile, error) {
	return func(path string) (session.FlowFile, error) {
		source, err := env.ReadFlow(path)
		if err != nil {
			return session.FlowFile{}, err
		}
		loaded, faults := flow.Load(source.Text, source.Files)
		read := session.FlowFile{Flow: source, Usable: loaded != nil}
		if loaded != nil {
			read.Steps, read.Languages = loaded.Steps(), loaded.Languages()
		}
		for _, f := range faults {
			read.Faults = append(read.Faults, session.FlowFault{Line: f.Line, Warning: f.Warning, Problem: f.Problem})
		}
		return read, nil
	}
}
