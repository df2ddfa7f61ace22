//! `cloudauth-local torture` from the outside: a client of a few lines is run against all faults, and what is found,
//! written and said is compared with the mistake that the client makes.

mod bad_input;
mod bounds;
mod found;
mod reports;
mod tool;
