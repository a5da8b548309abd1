package chat

import (
	"io"
	"path/filepath"
	"strings"
	"time"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
)

// open opens the output of many chats. main is the name of the file in which they stand
// one after the other, "" if each has its own.
func (f exportFlags) open(env *cli.Env, main, what string) (cli.Bundle, error) {
	folder := f.files || main == ""
	switch {
	case f.toFile():
		o := cli.BundleOptions{Kind: cli.BundleFile, Main: main, What: what, Resume: f.resume, Replace: f.force}
		if strings.EqualFold(filepath.Ext(f.file), ".zip") {
			o.Kind = cli.BundleZip
		} else if folder {
			o.Kind = cli.BundleFolder
		}
		if err := cli.RefuseSlash(f.file); err != nil && o.Kind != cli.BundleFolder {
			return nil, err
		}
		return env.Files().CreateBundle(f.file, o)
	case folder && env.Terminals().Out:
		return nil, cli.Usagef("An archive is not written to a terminal: redirect the output, or name a folder or a file with -o.")
	case folder:
		return &archived{Archive: cli.NewArchive(env.Output()), main: main, at: env.Clock().Now()}, nil
	}
	return printed{Writer: env.Output()}, nil
}

// printed is a bundle that is standard output.
type printed struct {
	*output.Writer
	cli.Unkept
}

func (p printed) Commit() error { return p.Flush() }

// archived is a bundle that is an archive on standard output. Its main file comes last:
// one file is written after the other.
type archived struct {
	cli.Archive
	cli.Unkept
	main string
	at   time.Time
	last io.Writer // the main file, once it has begun
}

func (a *archived) Write(p []byte) (n int, err error) {
	if a.last == nil {
		if a.last, err = a.Add(a.main, a.at); err != nil {
			return 0, err
		}
	}
	return a.last.Write(p)
}

func (a *archived) Put(name string) (cli.NewFile, error) {
	w, err := a.Add(name, a.at)
	return entry{w}, err
}

// Commit writes the list of the files, without which no program reads the archive.
func (a *archived) Commit() error {
	if a.main != "" {
		if _, err := a.Write(nil); err != nil {
			return err
		}
	}
	return a.End()
}

// entry is a file in an archive. An archive with one that was discarded is never complete.
type entry struct{ io.Writer }

func (entry) Commit() error { return nil }

func (entry) Discard() {}
