/* Texts: what they stand for is asked once for every value of a dictionary, once for a run of equal texts. */
#include "arrow/import.h"

bool piq__arrow_text_at(const piq__arrow_texts *t, size_t i, const char **text, size_t *length, const char **why)
{
    *text = NULL;
    *why = NULL;
    if (!piq__arrow_there(&t->self, i))
        return true;
    if (!t->coded) {
        *why = piq__arrow_text(&t->self, i, text, length);
        return *why == NULL;
    }
    uint64_t index;
    if (!piq__arrow_index(&t->self, i, &index) || index >= t->values.length) {
        *why = " has an index beyond its dictionary";
        return false;
    }
    if (piq__arrow_there(&t->values, (size_t)index))
        *why = piq__arrow_text(&t->values, (size_t)index, text, length);
    return *why == NULL;
}

/* ---- ways to resolve ---- */

static piq_status arrow_texts_refuse(piq__arrow_symbols *s, const char *text, size_t length, size_t row)
{
    piq__arrow_import *m = s->import;
    const piq_status status = piq__check_text(m->fleet, m->entity, row, s->plan->field, text, length, &m->detail);
    return piq__arrow_fail_detail(m, status, s->plan, row);
}

piq_status piq__arrow_word(piq__arrow_symbols *s, const char *text, size_t length, size_t row, uint32_t *number)
{
    *number = piq__word_among(s->plan->words, text, length);
    return *number != 0 ? PIQ_OK : arrow_texts_refuse(s, text, length, row);
}

/* An empty text names nothing, but it may be the item of a list; that of a vocabulary is a word of it. */
piq_status piq__arrow_take(piq__arrow_symbols *s, const char *text, size_t length, size_t row, uint32_t *number)
{
    *number = 0;
    if (length == 0 && piq__fields[s->plan->field].type == PIQ_TYPE_STRING)
        return PIQ_OK;
    if (s->plan->worded && piq__word_among(s->plan->words, text, length) == 0)
        return arrow_texts_refuse(s, text, length, row);
    bool valid;
    const piq__asked asked = piq__ask(text, length);
    *number = piq__strings_take_valid(&s->import->fleet->strings, &asked, &valid);
    if (!valid)
        return arrow_texts_refuse(s, text, length, row);
    return *number != 0 ? PIQ_OK : piq__strings_fail(&s->import->fleet->strings, s->import->error);
}

/* ---- symbols ---- */

#define TEXTS_FEW 1024 /* values of a dictionary that are worth keeping for any column */

static piq_status arrow_texts_why(piq__arrow_symbols *s, size_t row, const char *why)
{
    return s->part == NULL ? piq__arrow_fail(s->import, PIQ_E_SYNTAX, s->plan, row, why)
                           : piq__arrow_fail_member(s->import, PIQ_E_SYNTAX, s->plan, row, s->part, why);
}

piq_status piq__arrow_symbols_begin(piq__arrow_symbols *s, piq__arrow_type type, const struct ArrowArray *a, size_t skip, size_t length)
{
    const char *why = piq__arrow_bind_texts(&s->texts, type, a, skip, length);
    if (why != NULL)
        return arrow_texts_why(s, SIZE_MAX, why);
    const size_t count = s->texts.values.length;
    if (!s->texts.coded || count == 0 || (count > length && count > TEXTS_FEW))
        return PIQ_OK;
    s->codes = piq__alloc(&s->import->fleet->allocator, count * sizeof *s->codes);
    if (s->codes == NULL)
        return piq__fail_memory(s->import->error);
    memset(s->codes, 0xFF, count * sizeof *s->codes);
    s->code_count = count;
    return PIQ_OK;
}

void piq__arrow_symbols_end(piq__arrow_symbols *s)
{
    if (s->codes != NULL)
        piq__release(&s->import->fleet->allocator, s->codes, s->code_count * sizeof *s->codes);
    s->codes = NULL;
}

/* What the dictionary's value stands for, if it has been asked before. */
static uint32_t *arrow_texts_code(const piq__arrow_symbols *s, size_t i)
{
    uint64_t index;
    if (s->codes == NULL || !piq__arrow_there(&s->texts.self, i) || !piq__arrow_index(&s->texts.self, i, &index) || index >= s->code_count)
        return NULL;
    return &s->codes[index];
}

uint32_t piq__arrow_symbol_known(const piq__arrow_symbols *s, size_t i)
{
    const uint32_t *code = arrow_texts_code(s, i);
    return code == NULL || *code == UINT32_MAX ? 0 : *code;
}

piq_status piq__arrow_symbol(piq__arrow_symbols *s, size_t i, size_t row, uint32_t *number)
{
    const char *text, *why;
    size_t length = 0;
    uint32_t *code = arrow_texts_code(s, i);
    *number = code == NULL || *code == UINT32_MAX ? 0 : *code;
    if (code != NULL && *code != UINT32_MAX)
        return PIQ_OK;
    if (!piq__arrow_text_at(&s->texts, i, &text, &length, &why))
        return arrow_texts_why(s, row, why);
    piq_status status = PIQ_OK;
    if (text != NULL && s->last != NULL && s->last_length == length && memcmp(s->last, text, length) == 0) {
        *number = s->last_number;
    } else if (text != NULL) {
        status = s->resolve(s, text, length, row, number);
        s->last = status == PIQ_OK ? text : NULL;
        s->last_length = length;
        s->last_number = *number;
    }
    if (code != NULL && status == PIQ_OK)
        *code = *number;
    return status;
}

/* ---- a column ---- */

/* A page's worth of texts: the rows that have one, and what it stands for. */
typedef struct arrow_texts_page {
    size_t first; /* element of the array */
    unsigned count;
    uint64_t mask[PIQ__PAGE_WORDS];
    uint16_t places[PIQ__PAGE_ROWS]; /* from the first on */
    uint32_t numbers[PIQ__PAGE_ROWS];
} arrow_texts_page;

static piq_status arrow_texts_coded(piq__arrow_symbols *s, arrow_texts_page *p)
{
    piq_status status = PIQ_OK;
    for (unsigned i = 0; i < p->count && status == PIQ_OK; i++) {
        const size_t at = p->first + p->places[i];
        status = piq__arrow_symbol(s, at, s->import->first + at, &p->numbers[i]);
    }
    return status;
}

/* Looks up texts that lie ready; a row that is at fault is *failed. */
static piq_status arrow_texts_look_up(piq__arrow_symbols *s, piq__asked *asked, unsigned count, uint32_t *numbers, size_t *failed)
{
    piq_status status = PIQ_OK;
    if (!s->plan->worded)
        return piq__take_texts(s->import->fleet, asked, count, numbers, failed);
    for (unsigned i = 0; i < count && status == PIQ_OK; i++) {
        numbers[i] = piq__word_among(s->plan->words, asked[i].text, asked[i].length);
        *failed = i;
        status = numbers[i] == 0 ? PIQ_E_VALUE : PIQ_OK;
    }
    return status;
}

static piq_status arrow_texts_plain(piq__arrow_symbols *s, arrow_texts_page *p)
{
    piq__arrow_import *m = s->import;
    piq__asked asked[PIQ__PAGE_ROWS];
    const char *why = NULL;
    unsigned count = 0;
    size_t failed = 0;
    for (; count < p->count && why == NULL; count++)
        why = piq__arrow_text(&s->texts.self, p->first + p->places[count], &asked[count].text, &asked[count].length);
    count -= why != NULL;
    const piq_status status = arrow_texts_look_up(s, asked, count, p->numbers, &failed);
    if (status == PIQ_E_NOMEM)
        return piq__strings_fail(&m->fleet->strings, m->error);
    if (status != PIQ_OK)
        return arrow_texts_refuse(s, asked[failed].text, asked[failed].length, m->first + p->first + p->places[failed]);
    return why == NULL ? PIQ_OK : arrow_texts_why(s, m->first + p->first + p->places[count], why);
}

static piq_status arrow_texts_keep(piq__arrow_symbols *s, arrow_texts_page *p)
{
    piq__arrow_import *m = s->import;
    unsigned char words[PIQ__PAGE_ROWS];
    uint32_t numbers[PIQ__PAGE_ROWS];
    unsigned to = 0;
    for (unsigned i = 0; i < p->count; i++) {
        words[to] = (unsigned char)p->numbers[i];
        numbers[to] = p->numbers[i];
        if (p->numbers[i] == 0)
            p->mask[p->places[i] / 64] &= ~(UINT64_C(1) << (p->places[i] % 64));
        else
            to++;
    }
    const void *values = s->plan->worded ? (const void *)words : (const void *)numbers;
    piq__column *column = &m->fleet->columns[s->plan->field];
    return piq__column_append(column, &m->fleet->allocator, m->first + p->first, p->mask, values, to) ? PIQ_OK : piq__fail_memory(m->error);
}

static piq_status arrow_texts_stretch(piq__arrow_symbols *s, size_t done, unsigned rows)
{
    arrow_texts_page p;
    p.first = done;
    p.count = 0;
    (void)piq__arrow_mask(&s->texts.self, done, rows, p.mask);
    for (unsigned word = 0; word < PIQ__PAGE_WORDS; word++)
        for (uint64_t bits = p.mask[word]; bits != 0; bits &= bits - 1)
            p.places[p.count++] = (uint16_t)(word * 64 + piq__lowest(bits));
    const piq_status status = s->texts.coded ? arrow_texts_coded(s, &p) : arrow_texts_plain(s, &p);
    return status != PIQ_OK ? status : arrow_texts_keep(s, &p);
}

piq_status piq__arrow_text_column(piq__arrow_import *m, const piq__arrow_plan *plan, const struct ArrowArray *a)
{
    piq__arrow_symbols s = {m, plan, NULL, plan->worded ? piq__arrow_word : piq__arrow_take, {{0}, {0}, false}, NULL, 0, NULL, 0, 0};
    piq_status status = piq__arrow_symbols_begin(&s, plan->type, a, (size_t)m->array->offset, m->count);
    s.texts.self.above = m->validity;
    s.texts.self.above_base = m->validity_base;
    unsigned count;
    for (size_t done = 0; status == PIQ_OK && done < m->count; done += count) {
        count = piq__page_rest(m->first + done, m->count - done);
        status = arrow_texts_stretch(&s, done, count);
    }
    piq__arrow_symbols_end(&s);
    return status;
}
