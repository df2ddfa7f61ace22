//! Claims about the admin API.
