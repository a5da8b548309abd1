package cli

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"

	"tgdesk/core"
	"tgdesk/core/chatbot/flow"
)

// ReadFlow reads the file of a flow, or standard input where it is called "-", and the
// files beside it that it sends. What is wrong with them is for [flow.Load] to say, also
// that one is missing.
func (e *Env) ReadFlow(path string) (core.Flow, error) {
	if path == "-" {
		text, err := e.TextOrInput(path, "the flow", flow.MaxText+1)
		return core.Flow{Text: text}, err
	}
	text, err := e.readUpTo(path, flow.MaxText)
	if err != nil {
		return core.Flow{}, core.NewError(core.CodeInvalid, "flow_unreadable", path, err.Error()).Because(err)
	}
	f, total := core.Flow{Text: string(text)}, 0
	for _, name := range flow.FilesOf(f.Text) {
		data, err := e.readUpTo(filepath.Join(filepath.Dir(path), filepath.FromSlash(name)), core.MaxBotFile)
		switch {
		case errors.Is(err, fs.ErrNotExist), err != nil && e.Running != nil: // of a caller's machine, all that is known is that it is not to be had
			continue
		case err != nil:
			return f, core.NewError(core.CodeInvalid, "flow_file_unreadable", name, err.Error()).Because(err)
		}
		if total += len(data); total > flow.MaxFiles {
			return f, core.NewError(core.CodeInvalid, "flow_files_total", core.Size(flow.MaxFiles))
		}
		f.Files = append(f.Files, core.BotFile{Name: name, Data: data})
	}
	return f, nil
}

// readUpTo reads a file, of one that is larger a byte more than most.
func (e *Env) readUpTo(path string, most int64) ([]byte, error) {
	f, err := e.Files().Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		err = inner.Err
	}
	return data, err
}
