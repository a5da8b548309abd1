package core

// OwnerKind says what sort of owner a chat has.
type OwnerKind string

// The kinds of owners.
const (
	OwnedByNobody   OwnerKind = "" // the chat waits, or nobody ever picked it up
	OwnedByOperator OwnerKind = "operator"
	OwnedByChatbot  OwnerKind = "chatbot"
)

// Owner is who holds a chat: nobody, which is the zero value, one operator, or the
// chatbot of the chat's brand. Owners can be compared.
type Owner struct {
	Kind     OwnerKind
	Operator OperatorID // 0 unless Kind is OwnedByOperator
}

// OperatorOwner is an operator as an owner.
func OperatorOwner(op OperatorID) Owner { return Owner{Kind: OwnedByOperator, Operator: op} }

// ChatbotOwner is the chatbot of a chat's brand as an owner.
func ChatbotOwner() Owner { return Owner{Kind: OwnedByChatbot} }

// Nobody reports whether there is no owner.
func (o Owner) Nobody() bool { return o == Owner{} }

// Is reports whether the owner is the operator op. Operator 0 owns nothing.
func (o Owner) Is(op OperatorID) bool { return op != 0 && o == OperatorOwner(op) }
