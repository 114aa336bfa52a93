//! Words that say nothing of a matter, folded as texts are. Knows nothing of how they are used.

/// Words that say nothing of a matter. "not" and "no" stay: they do.
pub(super) const ENGLISH: [&str; 62] = [
    "a", "about", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by",
    "can", "could", "did", "do", "does", "for", "from", "get", "had", "has", "have", "i", "if", "in", "into",
    "is", "it", "its", "just", "me", "my", "of", "on", "or", "our", "please", "should", "so", "some", "such",
    "than", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "we", "were",
    "will", "with", "would", "you",
];
/// The same in German. "nicht" and "kein" stay.
pub(super) const GERMAN: [&str; 72] = [
    "aber", "alle", "als", "am", "an", "auch", "auf", "aus", "bei", "beim", "bin", "bitte", "bis", "da",
    "das", "dass", "dem", "den", "der", "des", "die", "dies", "diese", "dieser", "dieses", "doch", "du",
    "durch", "ein", "eine", "einem", "einen", "einer", "eines", "er", "es", "fur", "hat", "habe", "haben",
    "hier", "ich", "ihr", "im", "in", "ist", "kann", "man", "mein", "mich", "mir", "mit", "noch", "nur",
    "oder", "sich", "sie", "sind", "so", "um", "und", "uns", "vom", "von", "war", "wenn", "werden", "wie",
    "wir", "wird", "zu", "zum",
];
/// The same in Spanish. "no" and "sin" stay.
pub(super) const SPANISH: [&str; 79] = [
    "a", "al", "algo", "ante", "aqui", "asi", "como", "con", "cual", "cuando", "de", "del", "desde", "donde",
    "el", "ella", "ellas", "ellos", "en", "entre", "era", "es", "esa", "ese", "eso", "esta", "estan",
    "estar", "estas", "este", "esto", "estos", "favor", "fue", "ha", "han", "hasta", "hay", "he", "la",
    "las", "le", "les", "lo", "los", "mas", "me", "mi", "mis", "muy", "nos", "o", "os", "para", "pero",
    "por", "porque", "puede", "que", "quiero", "se", "ser", "si", "sobre", "son", "su", "sus", "tambien",
    "te", "tiene", "tu", "un", "una", "unas", "uno", "unos", "y", "ya", "yo",
];
/// The same in French, with what it writes before an apostrophe. "pas" and "sans" stay.
pub(super) const FRENCH: [&str; 93] = [
    "a", "afin", "ai", "au", "aussi", "aux", "avec", "avoir", "c", "ca", "car", "ce", "ces", "cet", "cette",
    "comme", "d", "dans", "de", "des", "du", "elle", "elles", "en", "est", "et", "etait", "ete", "etre",
    "eux", "faire", "fait", "il", "ils", "j", "je", "jusqu", "l", "la", "le", "les", "leur", "leurs",
    "lorsqu", "lui", "m", "ma", "mais", "me", "meme", "mes", "moi", "mon", "n", "nos", "notre", "nous", "on",
    "ont", "ou", "par", "peut", "plait", "pour", "puisqu", "qu", "quand", "que", "qui", "s", "sa", "se",
    "ses", "si", "son", "sont", "sur", "t", "ta", "te", "tes", "toi", "ton", "tous", "tout", "tres", "tu",
    "un", "une", "vos", "votre", "vous", "y",
];
/// The same in Portuguese. "nao" and "sem" stay.
pub(super) const PORTUGUESE: [&str; 82] = [
    "a", "ao", "aos", "as", "ate", "com", "como", "da", "das", "de", "dela", "dele", "do", "dos", "e", "ela",
    "elas", "ele", "eles", "em", "entre", "era", "essa", "esse", "esta", "estao", "estas", "este", "estes",
    "eu", "favor", "foi", "ha", "isso", "isto", "ja", "lhe", "mais", "mas", "me", "meu", "meus", "minha",
    "muito", "na", "nas", "no", "nos", "nossa", "nosso", "num", "numa", "o", "os", "ou", "para", "pela",
    "pelas", "pelo", "pelos", "pode", "por", "porque", "quando", "que", "quem", "sao", "se", "ser", "seu",
    "seus", "sua", "suas", "tambem", "te", "tem", "ter", "um", "uma", "umas", "uns", "voce",
];
