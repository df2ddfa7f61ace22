package cloudauthlocal

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
)

// What ELF calls the architectures that Go calls so.
var machines = map[string]elf.Machine{
	"386": elf.EM_386, "amd64": elf.EM_X86_64, "arm": elf.EM_ARM, "arm64": elf.EM_AARCH64, "riscv64": elf.EM_RISCV,
	"ppc64le": elf.EM_PPC64, "s390x": elf.EM_S390,
}

// findBinary gives the path of the emulator: the one that is given, CLOUDAUTH_LOCAL_BINARY, or the one on PATH.
func findBinary(given string) (string, error) {
	named := "the option Binary"
	path := given
	if path == "" {
		named, path = "CLOUDAUTH_LOCAL_BINARY", os.Getenv("CLOUDAUTH_LOCAL_BINARY")
	}
	if path == "" {
		found, err := exec.LookPath("cloudauth-local")
		if err != nil {
			return "", &Error{Reason: NoBinary, Message: "there is no emulator to start: cloudauth-local is not on PATH; " +
				"install it, name its path in CLOUDAUTH_LOCAL_BINARY or in the option Binary, " +
				"or name a running one in CLOUDAUTH_LOCAL_URL"}
		}
		return found, nil
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return "", &Error{Reason: NoBinary, Message: fmt.Sprintf("%s is %s, where there is no file", named, path)}
	case err != nil:
		return "", &Error{Reason: NoBinary, Message: fmt.Sprintf("%s is %s, which cannot be read: %v", named, path, err)}
	case info.IsDir():
		return "", &Error{Reason: NoBinary, Message: fmt.Sprintf("%s is %s, which is a folder", named, path)}
	case runtime.GOOS != "windows" && info.Mode()&0o111 == 0:
		return "", &Error{Reason: NoBinary, Message: fmt.Sprintf("%s is %s, which is not executable; chmod +x it", named, path)}
	}
	return path, nil
}

// checkArchitecture refuses a file that this machine cannot run. What a script starts is not looked at.
func checkArchitecture(path string) error {
	refuse := func(what string) error {
		return &Error{Reason: WrongArchitecture, Message: fmt.Sprintf(
			"%s is %s, and this machine is %s/%s; take the emulator that is built for it", path, what, runtime.GOOS, runtime.GOARCH)}
	}
	file, err := os.Open(path)
	if err != nil {
		return nil // It may be executable without being readable: the start tells.
	}
	defer file.Close()
	head := make([]byte, 4)
	if _, err := io.ReadFull(file, head); err != nil {
		return refuse("no program")
	}
	isELF := bytes.Equal(head, []byte(elf.ELFMAG))
	switch {
	case isELF != (runtime.GOOS == "linux") && isELF:
		return refuse("a program for Linux")
	case !isELF && runtime.GOOS == "linux" && !bytes.HasPrefix(head, []byte("#!")):
		return refuse("no program for Linux")
	case !isELF:
		return nil
	}
	program, err := elf.NewFile(file)
	if err != nil {
		return refuse("a damaged program")
	}
	if want, known := machines[runtime.GOARCH]; known && program.Machine != want {
		return refuse("a program for " + program.Machine.String())
	}
	return nil
}
