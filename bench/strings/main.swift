import Bytes

let dictionaries = Corpus.dictionaries()
print("dictionaries            strings   plain B  front B   value ns      code ns     decode ns")
print("                                                  plain/front  plain/front  plain/front")
for (name, strings) in dictionaries { DictionaryBench(name: name, strings: strings).run() }
print("")
print("chunks              values  raw B/v  level dict  B/v  write MB/s  scan MB/s  gather us/v")
for (name, values) in Corpus.columns() { ChunkBench(name: name, values: values).run() }
