package piq

// #include "bridge.h"
import "C"

import "strings"

// CatalogEntry is a GPU type or model that the library knows by itself.
type CatalogEntry struct {
	Row          int // its index, for [CatalogNumber]
	Entity       Entity
	Name         string   // canonical: as the device reports it, or the model's repository
	Aliases      []string // other spellings
	Source       string   // where the facts come from
	Notes        string   // what to know about them
	Vendor       string   // of a GPU type
	Architecture string   // of a GPU type
	ModelClass   Class    // of a model
	MIGProfiles  []MIGProfile
	Measured     uint32  // published measurements of this GPU type that the throughput model is held against
	PriceOffers  uint32  // offers behind the reference price
	PowerWatts   float64 // of a GPU type; NaN: unknown
	PriceMedian  float64 // reference price: USD per GPU-hour, on demand; NaN: none known
	PriceMin     float64 // lowest offer
	PriceMax     float64 // highest offer
	PriceDate    string  // "2026-03"
	PriceSource  string  // the offers
}

// Catalog lists what is built in: GPU types or models, nothing for another entity.
func Catalog(entity Entity) []CatalogEntry {
	return listOf(C.uint32_t(C.piq_catalog_count(C.uint32_t(entity))), func(i C.size_t) CatalogEntry {
		e := C.piq_catalog_entry{struct_size: C.sizeof_piq_catalog_entry}
		must(C.piq_catalog_at(C.uint32_t(entity), i, &e))
		return CatalogEntry{
			Row: int(i), Entity: Entity(e.entity), Name: C.GoString(e.name), Aliases: split(C.GoString(e.aliases)),
			Source: C.GoString(e.source), Notes: C.GoString(e.notes), Vendor: C.GoString(e.vendor), Architecture: C.GoString(e.architecture),
			ModelClass: Class(e.model_class), MIGProfiles: listOf(e.mig_profile_count, func(k C.size_t) MIGProfile { return migProfile(i, k) }),
			Measured: uint32(e.measured), PriceOffers: uint32(e.price_offers), PowerWatts: float64(e.power_watts),
			PriceMedian: float64(e.price_median), PriceMin: float64(e.price_min), PriceMax: float64(e.price_max),
			PriceDate: C.GoString(e.price_date), PriceSource: C.GoString(e.price_source),
		}
	})
}

func split(aliases string) []string {
	if aliases == "" {
		return nil
	}
	list := strings.Split(aliases, ";")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return list
}

func migProfile(gpuType, position C.size_t) MIGProfile {
	var p C.piq_mig_profile
	must(C.piq_catalog_mig_profile(gpuType, position, &p))
	return MIGProfile{Name: C.GoString(p.name), ComputeSlices: float64(p.compute_slices), ComputeSlicesTotal: float64(p.compute_slices_total),
		MemoryBytes: float64(p.memory_bytes), MaxInstances: float64(p.max_instances)}
}

// CatalogNumber is a fact of an entry in the field's unit; NaN where it is unknown, past the end, and for fields that are no facts.
func CatalogNumber(entity Entity, row int, field Field) float64 {
	return float64(C.piq_catalog_number(C.uint32_t(entity), C.size_t(row), C.uint32_t(field)))
}

// FindInCatalog finds an entry by its name or an alias. When the name is unknown ([ErrReference]) or may mean more than one thing
// ([ErrAmbiguous]), rows are what might be meant, closest first, and the error names them.
func FindInCatalog(entity Entity, name string) (rows []int, err error) {
	bytes, length := bytesOf(name)
	match := C.piq_catalog_match{struct_size: C.sizeof_piq_catalog_match}
	e := newError()
	err = failure(C.piq_catalog_find(C.uint32_t(entity), bytes, length, &match, &e), &e)
	for _, row := range match.rows[:match.count] {
		rows = append(rows, int(row))
	}
	return rows, err
}
