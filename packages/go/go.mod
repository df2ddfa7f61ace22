module cloudauthlocal

go 1.19
