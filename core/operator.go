package core

// OperatorID identifies an operator within the desk; 0 is nobody.
type OperatorID int64

// Role says what an operator may do.
type Role string

// The roles: an admin may do everything, an operator works on chats.
const (
	RoleAdmin    Role = "admin"
	RoleOperator Role = "operator"
)

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool { return r == RoleAdmin || r == RoleOperator }

// Operator is a person who answers.
type Operator struct {
	ID    OperatorID
	Name  string // unique
	Role  Role
	Alias string // what visitors may see instead of the name; "" = the name
}

// Admin reports whether o may change settings and other operators' chats.
func (o Operator) Admin() bool { return o.Role == RoleAdmin }
