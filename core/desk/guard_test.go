package desk

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"
)

// TestWhatWritesTakesAnOperator: an exported method of Desk that writes, opens a
// file or talks to Telegram, itself or through others, takes the operator who does
// so. Reading from the store is free.
func TestWhatWritesTakesAnOperator(t *testing.T) {
	t.Parallel()
	exempt := map[string]bool{
		"SignIn":      true, // makes the operator
		"LoginFailed": true, // is about somebody who is none
	}
	guarded := map[string]bool{"write": true, "files": true, "messenger": true, "Connect": true, "CancelTransfer": true, "RestartChannel": true}
	functions := map[string]*ast.FuncDecl{}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && receiver(fn) != "noEngine" {
				functions[receiver(fn)+"."+fn.Name.Name] = fn
			}
		}
	}
	checked := 0
	for name, fn := range functions {
		if receiver(fn) != "Desk" || !fn.Name.IsExported() || exempt[fn.Name.Name] || !reaches(fn, functions, guarded, map[*ast.FuncDecl]bool{}) {
			continue
		}
		checked++
		params := fn.Type.Params.List
		if len(params) < 2 || !isOperatorID(params[1].Type) {
			t.Errorf("%s acts and takes no operator after its context", name)
		}
	}
	if checked < 30 {
		t.Errorf("only %d methods act: the test has lost sight of them", checked)
	}
}

// reaches reports whether fn uses one of the names, or calls a function of the
// package that does.
func reaches(fn *ast.FuncDecl, functions map[string]*ast.FuncDecl, names map[string]bool, seen map[*ast.FuncDecl]bool) (found bool) {
	if fn == nil || fn.Body == nil || seen[fn] {
		return false
	}
	seen[fn] = true
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			found = found || names[n.Sel.Name] || reaches(functions["Desk."+n.Sel.Name], functions, names, seen)
		case *ast.Ident: // a function that is no method
			found = found || reaches(functions["."+n.Name], functions, names, seen)
		}
		return !found
	})
	return found
}

func receiver(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return ""
	}
	of := fn.Recv.List[0].Type
	if p, ok := of.(*ast.StarExpr); ok {
		of = p.X
	}
	if name, ok := of.(*ast.Ident); ok {
		return name.Name
	}
	return ""
}

func isOperatorID(e ast.Expr) bool {
	s, ok := e.(*ast.SelectorExpr)
	return ok && s.Sel.Name == "OperatorID"
}
