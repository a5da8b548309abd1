package tui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core/crash"
	"tgdesk/tui/paste"
)

// swallow is a model that takes every message.
type swallow struct{}

func (swallow) Init() tea.Cmd                         { return nil }
func (s swallow) Update(tea.Msg) (tea.Model, tea.Cmd) { return s, nil }
func (swallow) View() string                          { return "" }

// FuzzInput sends bytes through our readers and Bubble Tea's parser, which reads in a
// goroutine that nobody guards: a panic there would end the screens of everybody.
func FuzzInput(f *testing.F) {
	for _, s := range []string{"j", "\x1b[200~a\x1b[201~", "\x1b[<64;12;3M", "\x1b[M\x00\xff ", "\x1b[<;;M", "\x1b[<99999999999999999999;1;1M", "\x1b\x1b[A\xff", "\x1b[M", "\xe6\x97", "\x9b<0;1;1m", "a\r\nb\r\n", "\x1b[200~\x1b[<0;0;0M"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		ctx, gone := context.WithCancel(t.Context())
		in, err := newInput(bytes.NewReader(b), gone, func() {}, func(paste.Paste) {}, func(err error) { t.Error(err) })
		if err != nil {
			t.Fatal(err)
		}
		p := tea.NewProgram(swallow{}, tea.WithContext(ctx), tea.WithInput(in), tea.WithOutput(io.Discard), tea.WithoutRenderer(), tea.WithoutSignalHandler(), tea.WithoutCatchPanics())
		_, _ = p.Run()
	})
}

// broken panics when it is read.
type broken struct{}

func (broken) Read([]byte) (int, error) { panic("broken") }

// TestInputThatPanics is reported and ends.
func TestInputThatPanics(t *testing.T) {
	t.Parallel()
	var told error
	in, err := newInput(broken{}, func() {}, func() {}, nil, func(err error) { told = err })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := in.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("it ended with %v", err)
	}
	if _, ok := errors.AsType[*crash.Panic](told); !ok {
		t.Errorf("told %v", told)
	}
}
