module libpiq.org/go/piq

go 1.24
