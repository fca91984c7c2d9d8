package piq

import (
	"fmt"
	"math"
	"strings"
)

// Money is an amount in millionths of the fleet's currency; sums are exact.
type Money int64

// MoneyUnknown is an amount that is not known, for want of a price. It is not zero, and adds nothing to totals.
const MoneyUnknown Money = math.MinInt64

// Known tells whether the amount is known.
func (m Money) Known() bool { return m != MoneyUnknown }

// Float is the amount in the currency; NaN when unknown.
func (m Money) Float() float64 {
	if !m.Known() {
		return math.NaN()
	}
	return float64(m) / 1e6
}

// String is the exact amount with two to six decimals, "11680.00"; or "unknown".
func (m Money) String() string {
	if !m.Known() {
		return "unknown"
	}
	sign, size := "", uint64(m)
	if m < 0 {
		sign, size = "-", -size
	}
	decimals := strings.TrimRight(fmt.Sprintf("%06d", size%1e6), "0")
	return fmt.Sprintf("%s%d.%s%s", sign, size/1e6, decimals, strings.Repeat("0", max(0, 2-len(decimals))))
}
