// Small networks for one instruction set; built once for each (see hatch_build.py).
#include "epochs.h"

#define MIERU_TEXT_OF(name) #name
#define MIERU_TEXT(name) MIERU_TEXT_OF(name)

namespace MIERU_ISA {

extern const SmallFunctions small_functions;
const SmallFunctions small_functions = {
    MIERU_TEXT(MIERU_ISA),
    {train<float>, train<double>},
    {judge<float>, judge<double>},
    {epochs<float>, epochs<double>},
    {outputs<float>, outputs<double>},
    {units<float>, units<double>},
    {pictures<float>, pictures<double>},
};

}  // namespace MIERU_ISA
