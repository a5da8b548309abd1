package flow

import (
	_ "embed"

	"tgdesk/core"
)

//go:embed example.toml
var example string

// Example is the flow that comes with the program, with its comments.
func Example() core.Flow { return core.Flow{Text: example} }
