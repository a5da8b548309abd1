package cli

import (
	"errors"
	"io"

	"tgdesk/core"
)

// Bundle is an output that takes long to write: one file, or many in a folder or an
// archive. All of it lies in a folder NAME.part until it is committed. What a cut run
// leaves there can be gone on with from its last checkpoint.
type Bundle interface {
	io.Writer // appends to the main file
	// Kept is what the last checkpoint of a cut run kept; "" at a beginning, and [BundleWhole]
	// if nothing is left to write.
	Kept() string
	// Put begins another file, which replaces one of that name. Until it is committed or
	// discarded, nothing else is written.
	Put(name string) (NewFile, error)
	// Checkpoint has all so far on the disk, with what a later run must know.
	Checkpoint(keep string) error
	// Commit gives the bundle its name.
	Commit() error
	// Close leaves what is not committed for a later run, and returns an error that says
	// so to whoever made the call, unless they know.
	Close() error
}

// BundleKind is what becomes of a bundle.
type BundleKind string

// The kinds of bundles.
const (
	BundleFile   BundleKind = "file" // the main file alone
	BundleFolder BundleKind = "folder"
	BundleZip    BundleKind = "zip"
)

// BundleWhole is what a bundle kept that a cut run has completed.
const BundleWhole = "whole"

// BundleOptions are what a bundle is to be.
type BundleOptions struct {
	Kind    BundleKind `json:"kind"`
	Main    string     `json:"main"`    // name of the main file among others, "" for none
	What    string     `json:"what"`    // it holds: only a run with the same goes on with it
	Resume  bool       `json:"resume"`  // go on with what a cut run left, if one did
	Replace bool       `json:"replace"` // an older file, and what a cut run left
}

// Unkept is what bundles have in common of which a cut run leaves nothing to go on with.
type Unkept struct{}

// Put implements Bundle: there is nothing beside the main file.
func (Unkept) Put(string) (NewFile, error) { return nil, errors.ErrUnsupported }

// Kept implements Bundle.
func (Unkept) Kept() string { return "" }

// Checkpoint implements Bundle.
func (Unkept) Checkpoint(string) error { return nil }

// Close implements Bundle.
func (Unkept) Close() error { return nil }

func errIncomplete(name string) error {
	return core.NewError(core.CodeUnavailable, "bundle_incomplete", name, name+partSuffix)
}
