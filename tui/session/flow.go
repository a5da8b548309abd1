package session

import "tgdesk/core"

// FlowFile is the file of a chatbot's flow as it was read and checked.
type FlowFile struct {
	Flow      core.Flow
	Usable    bool
	Steps     int // of one that can be used, as are the languages of its texts
	Languages []string
	Faults    []FlowFault // in the order of the file
}

// FlowFault is something that is wrong in it.
type FlowFault struct {
	Line    int  // from 1; 0 where it has no place
	Warning bool // it can be used all the same
	Problem core.Problem
}
