package piq

// #include "bridge.h"
import "C"

import "fmt"

// Field is an input field of an entity, or a measure that evidence and remedies name.
type Field uint32

// String gives the field's name, the key in JSON; "" for 0.
func (f Field) String() string { return nameOf("Field", uint32(f)) }

// MarshalText gives the field's name.
func (f Field) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// PolicyKey is a threshold.
type PolicyKey uint32

// String gives the threshold's name, the key in a policy file; "" for 0.
func (k PolicyKey) String() string { return nameOf("PolicyKey", uint32(k)) }

// MarshalText gives the threshold's name.
func (k PolicyKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// Detector is one of the ten kinds of findings.
type Detector uint32

// String gives the detector's name, "tier_misplacement"; "" for 0.
func (d Detector) String() string {
	info := C.piq_detector_info{struct_size: C.sizeof_piq_detector_info}
	switch {
	case d == 0:
		return ""
	case C.piq_detector_at(C.size_t(d-1), &info) != C.PIQ_OK:
		return fmt.Sprintf("Detector(%d)", uint32(d))
	}
	return C.GoString(info.name)
}

// MarshalText gives the detector's name.
func (d Detector) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func nameOf(kind string, id uint32) string {
	if id == 0 {
		return ""
	}
	if name := C.piq_name(C.uint32_t(id)); name != nil {
		return C.GoString(name)
	}
	return fmt.Sprintf("%s(%d)", kind, id)
}

func wordOf(group, id uint32) string {
	if id == 0 {
		return ""
	}
	if word := C.piq_word(C.uint32_t(group), C.uint32_t(id)); word != nil {
		return C.GoString(word)
	}
	return fmt.Sprint(id)
}

func idOf(group uint32, word []byte, kind string, id *uint32) error {
	bytes, length := bytesOfSlice(word)
	found := uint32(C.piq_word_find(C.uint32_t(group), bytes, length))
	if found == 0 && len(word) != 0 {
		return refuse(ErrValue, "%q is no %s", word, kind)
	}
	*id = found
	return nil
}

// Version is the version of the library in use, "0.1.0".
func Version() string { return C.GoString(C.piq_version_string()) }

// VersionNumber is the version of the library in use, major << 16 | minor << 8 | patch.
func VersionNumber() uint32 { return uint32(C.piq_version()) }

// FieldInfo describes an input field.
type FieldInfo struct {
	ID       Field
	Entity   Entity
	Type     Type
	Words    []string // the only ones allowed; none: any
	Since    uint32   // version that brought it, as VersionNumber counts
	Min, Max float64  // allowed numbers
	Name     string   // the key in JSON
	Unit     string   // "" where none
	UsedBy   string   // detector numbers or parts of the library, blank-separated
	Meaning  string   // one line, may be ""
}

// Fields describes all input fields.
func Fields() []FieldInfo {
	return listOf(C.uint32_t(C.piq_field_count()), func(i C.size_t) FieldInfo {
		info := C.piq_field_info{struct_size: C.sizeof_piq_field_info}
		must(C.piq_field_at(i, &info))
		return FieldInfo{ID: Field(info.id), Entity: Entity(info.entity), Type: Type(info._type), Words: words(uint32(info.words)),
			Since: uint32(info.since), Min: float64(info.min), Max: float64(info.max), Name: C.GoString(info.name),
			Unit: C.GoString(info.unit), UsedBy: C.GoString(info.used_by), Meaning: C.GoString(info.meaning)}
	})
}

// words of a group are numbered from 1 without gaps.
func words(group uint32) []string {
	var list []string
	for id := C.uint32_t(1); ; id++ {
		word := C.piq_word(C.uint32_t(group), id)
		if word == nil {
			return list
		}
		list = append(list, C.GoString(word))
	}
}

// FindField gives a field by its entity and name.
func FindField(entity Entity, name string) (Field, error) {
	bytes, length := bytesOf(name)
	var field C.uint32_t
	err := missing(C.piq_field_find(C.uint32_t(entity), bytes, length, &field), "%v.%s", entity, name)
	return Field(field), err
}

// PolicyInfo describes a threshold.
type PolicyInfo struct {
	ID        PolicyKey
	Since     uint32 // version that brought it, as VersionNumber counts
	IsBoolean bool   // only 0 or 1
	Default   float64
	Name      string // the key in a policy file
	Unit      string // "" where none
	Detectors string // detector numbers or parts of the library, blank-separated
	Meaning   string // one line, may be ""
}

// PolicyKeys describes all thresholds.
func PolicyKeys() []PolicyInfo {
	return listOf(C.uint32_t(C.piq_policy_key_count()), func(i C.size_t) PolicyInfo {
		info := C.piq_policy_info{struct_size: C.sizeof_piq_policy_info}
		must(C.piq_policy_key_at(i, &info))
		return PolicyInfo{ID: PolicyKey(info.id), Since: uint32(info.since), IsBoolean: info.is_boolean != 0,
			Default: float64(info.default_value), Name: C.GoString(info.name), Unit: C.GoString(info.unit),
			Detectors: C.GoString(info.detectors), Meaning: C.GoString(info.meaning)}
	})
}

// FindPolicyKey gives a threshold by its name.
func FindPolicyKey(name string) (PolicyKey, error) {
	bytes, length := bytesOf(name)
	var key C.uint32_t
	err := missing(C.piq_policy_key_find(bytes, length, &key), "%s", name)
	return PolicyKey(key), err
}

// DetectorInfo describes a detector.
type DetectorInfo struct {
	ID       Detector
	Entity   Entity    // what it judges
	Personas []Persona // those that it matters to
	Name     string    // "tier_misplacement"
	Title    string    // "Tier misplacement"
	Subtypes string    // blank-separated
	Rule     string    // in plain sentences
}

// Detectors describes all detectors.
func Detectors() []DetectorInfo {
	return listOf(C.uint32_t(C.piq_detector_count()), func(i C.size_t) DetectorInfo {
		info := C.piq_detector_info{struct_size: C.sizeof_piq_detector_info}
		must(C.piq_detector_at(i, &info))
		return DetectorInfo{ID: Detector(info.id), Entity: Entity(info.entity), Personas: personas(uint32(info.personas)),
			Name: C.GoString(info.name), Title: C.GoString(info.title), Subtypes: C.GoString(info.subtypes), Rule: C.GoString(info.rule)}
	})
}

// FindDetector gives a detector by its name.
func FindDetector(name string) (Detector, error) {
	bytes, length := bytesOf(name)
	var detector C.uint32_t
	err := missing(C.piq_detector_find(bytes, length, &detector), "%s", name)
	return Detector(detector), err
}
