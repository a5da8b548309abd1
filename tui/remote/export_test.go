package remote

// WaitForSessions waits until so many sessions are open, or fewer.
func (s *Server) WaitForSessions(n int) {
	for {
		s.mu.Lock()
		open, changed := len(s.sessions), s.changed
		s.mu.Unlock()
		if open <= n {
			return
		}
		<-changed
	}
}
