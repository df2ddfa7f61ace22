package cloudauthlocal

// Config holds the values that the official SDK's Config takes.
type Config struct {
	AccessKeyID     string
	AccessKeySecret string
	Endpoint        string
	Protocol        string
}

// Config gives the values for the official SDK's Config.
func (a *Account) Config() Config {
	return Config{
		AccessKeyID: a.AccessKeyID, AccessKeySecret: a.AccessKeySecret,
		Endpoint: a.Endpoint, Protocol: a.protocol(),
	}
}

func (a *Account) protocol() string {
	if len(a.URL) > 5 && a.URL[:5] == "https" {
		return "https"
	}
	return "http"
}

// Environment gives the variables that point a child process at this account, as os/exec takes them.
func (a *Account) Environment() []string {
	return []string{
		"CLOUDAUTH_LOCAL_URL=" + a.URL,
		"CLOUDAUTH_LOCAL_ENDPOINT=" + a.Endpoint,
		"CLOUDAUTH_LOCAL_ACCESS_KEY_ID=" + a.AccessKeyID,
		"CLOUDAUTH_LOCAL_ACCESS_KEY_SECRET=" + a.AccessKeySecret,
	}
}
